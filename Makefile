.PHONY: help run stop test demo verify-audit openapi clean clean-data
.DEFAULT_GOAL := help

help:
	@echo "make run            starts PostgreSQL, the schema, a demo municipality and the API; Ctrl-C ends it"
	@echo "make stop           ends what runs in another terminal"
	@echo "make test           runs every suite (FILTER=Name narrows the .NET ones)"
	@echo "make demo           plays the story over HTTP against the running API"
	@echo "make verify-audit   checks that nobody altered the audit trail"
	@echo "make openapi        writes the documents under openapi/ anew"
	@echo "make clean          removes what building made; the data stays"
	@echo "make clean-data     also deletes this clone's database"

run:
	@.make/run.sh

stop:
	@.make/stop.sh

test:
	@.make/test.sh

demo:
	@.make/demo.sh

verify-audit:
	@.make/verify-audit.sh

openapi:
	@.make/openapi.sh

clean:
	@.make/clean.sh

clean-data:
	@.make/clean.sh --data

.PHONY: help run stop watch test check bench slice demo verify-audit psql openapi publish clean clean-data
.DEFAULT_GOAL := help

# No build servers: they would stay behind for minutes after what they were started for.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
# Cron and some CI runners have no HOME; the SDK insists on one.
export HOME := $(or $(HOME),$(CURDIR)/.data/home)

dev := dotnet run --project src/CaseManagement.Dev --configuration Release --verbosity quiet --

help:
	@echo "make run            starts PostgreSQL, the schema, a demo municipality and the API; they run until 'make stop'"
	@echo "make stop           ends them; the data stays"
	@echo "make watch          the same in the foreground, built anew whenever a source changes"
	@echo "make test           runs every suite (FILTER=Name: only .NET tests of that name)"
	@echo "make check          what CI holds: the suites, format, shellcheck"
	@echo "make bench          measures the API in Release mode beside what PostgreSQL could do (SIZE=20k ROUNDS=3 SECONDS=5 ONLY=case,case-list)"
	@echo "make demo           plays the story over HTTP against the running API"
	@echo "make verify-audit   checks that nobody altered the audit trail"
	@echo "make psql           psql in this clone's database"
	@echo "make slice NAME=Agreements   writes the starting files of a slice"
	@echo "make publish        a folder to copy onto a machine without .NET (TO=.data/publish RUNTIME=linux-x64)"
	@echo "make openapi        writes the documents under openapi/ anew"
	@echo "make clean          ends what runs and removes what building made; the data stays"
	@echo "make clean-data     also deletes this clone's database"

run stop watch demo verify-audit psql:
	@$(dev) $@

slice:
	@$(dev) $@ "$(NAME)" "$(ONE)"

test check:
	@$(dev) $@ "$(FILTER)"

bench:
	@dotnet run --project tests/CaseManagement.Bench --configuration Release --verbosity quiet -- \
		SIZE=$(SIZE) ROUNDS=$(ROUNDS) SECONDS=$(SECONDS) ONLY=$(ONLY)

# With .NET in it, and native libraries for one runtime alone. A folder that is there already is not written over.
publish: RUNTIME ?= linux-x64
publish: TO ?= .data/publish
publish:
	@test ! -e "$(TO)" || { echo "There is a '$(TO)' already."; exit 1; }
	@dotnet publish src/CaseManagement.Api --configuration Release --runtime $(RUNTIME) --self-contained --output "$(TO)" --verbosity quiet -nologo \
		-p:RestoreLockedMode=true -p:OpenApiGenerateDocumentsOnBuild=false
	@du -sh "$(TO)"

# The generator runs only when its list of files is older than the assembly; a document of an audience that is gone goes too.
openapi:
	@rm -f src/CaseManagement.Api/obj/CaseManagement.Api.OpenApiFiles.cache
	@dotnet build src/CaseManagement.Api --verbosity quiet -clp:NoSummary -p:OpenApiGenerateDocumentsOnBuild=true -p:OpenApiDocumentsDirectory=$(CURDIR)/openapi/
	@cd openapi && find . -name '*.json' ! -name 'CaseManagement.Api_*' -delete && for made in *.json; do mv "$$made" "$${made#CaseManagement.Api_}"; done

clean: stop
	@find src tests -type d \( -name bin -o -name obj -o -name node_modules \) -prune -exec rm -rf {} +
	@rm -rf .data/test-results tests/contract/generated

clean-data:
	@$(dev) $@
	@$(MAKE) --no-print-directory clean

-- What an entry and a block are hashed by, when they are written and when they are verified. Another form of the text makes
-- every entry on file look altered.
create or replace function audit.entry_hash(e audit.entry) returns bytea language sql stable
    as $$ select sha256(convert_to(jsonb_build_array(e.id, extract(epoch from e.at), extract(epoch from e.recorded_at),
        e.organisation_id, e.kind, e.action, e.reason, e.staff_id, e.session_id, e.request_id, e.table_name, e.row_id,
        e.operation, e.client_ids, e.before, e.after)::text, 'UTF8')) $$;
create or replace function audit.block_hash(b audit.block) returns bytea language sql stable
    as $$ select sha256(b.previous || convert_to(jsonb_build_array(b.no, extract(epoch from b.sealed_at), b.entry_ids,
        b.entry_hashes, b.missing)::text, 'UTF8')) $$;
revoke execute on function audit.entry_hash, audit.block_hash from public;

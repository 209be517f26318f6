-- What an entry and a block are hashed by, when they are sealed and when they are verified. Another form of the text makes
-- every entry on file look altered.
create or replace function audit.entry_hash(e audit.sealed) returns bytea language sql stable
    as $$ select sha256(convert_to(jsonb_build_array(e.id, extract(epoch from e.at), extract(epoch from e.recorded_at),
        e.organisation_id, e.kind, e.action, e.reason, e.staff_id, e.session_id, e.request_id, e.table_name, e.row_id,
        e.operation, e.client_ids, e.fields, encode(e.values_hash, 'hex'))::text, 'UTF8')) $$;
create or replace function audit.block_hash(b audit.block) returns bytea language sql stable
    as $$ select sha256(b.previous || convert_to(jsonb_build_array(b.no, extract(epoch from b.sealed_at), b.month, b.entry_ids,
        b.entry_hashes, b.missing, b.altered)::text, 'UTF8')) $$;
-- Without the salt nobody can try out what the digest of values was made of.
-- A reason in words is one of them; where there is none the text is as it was before reasons were.
create or replace function audit.kept_hash(p_salt bytea, p_before jsonb, p_after jsonb, p_reason text) returns bytea language sql stable
    as $$ select sha256(p_salt || convert_to((jsonb_build_array(p_before, p_after)
        || case when p_reason is null then '[]' else jsonb_build_array(p_reason) end)::text, 'UTF8')) $$;
revoke execute on function audit.entry_hash, audit.block_hash, audit.kept_hash from public;

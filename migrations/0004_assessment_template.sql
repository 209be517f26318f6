-- The binding form (Beratungsraster) as a versioned template. An assessment keeps the version that it was made with, so a
-- published version never changes; a better form is a new version. Belongs to no organisation and holds no personal data.

-- What a form must look like to be answered and checked by program. Codes of areas and code lists are compared with
-- app.code further down and by a trigger, since a check constraint may not look into another table.
create function app.is_assessment_form(content jsonb) returns boolean
    language sql immutable parallel safe
as $$
    select coalesce(jsonb_typeof(content -> 'areas') = 'array' and jsonb_array_length(content -> 'areas') > 0
       -- each area once, named in both languages, with at least one question
       and (select count(distinct a ->> 'code') = count(*)
                   and bool_and(coalesce(a ->> 'code' ~ '^[a-z][a-z0-9-]*$', false)
                            and btrim(a ->> 'labelDe') <> '' and btrim(a ->> 'labelEn') <> ''
                            and coalesce(a ->> 'appliesTo', 'all') in ('adult', 'child', 'all')
                            and jsonb_typeof(a -> 'questions') = 'array' and jsonb_array_length(a -> 'questions') > 0)
              from jsonb_array_elements(content -> 'areas') a)
       -- each question once in its area, of a known kind; in a compartment answering is voluntary (Art. 9 GDPR); a choice has either options or a code list, nothing else has
       and (select bool_and(q.once
                            and coalesce(q.v ->> 'code' ~ '^[a-z][a-z0-9-]*$', false)
                            and btrim(q.v ->> 'labelDe') <> '' and btrim(q.v ->> 'labelEn') <> ''
                            and q.v ->> 'kind' in ('text', 'single', 'multiple', 'boolean', 'number', 'date')
                            and jsonb_typeof(q.v -> 'required') is not distinct from 'boolean'
                            and not (q.restricted and (q.v ->> 'required')::boolean)
                            and coalesce(q.v ->> 'appliesTo', 'all') in ('adult', 'child', 'all')
                            and (q.v ->> 'kind' in ('single', 'multiple')) = (q.v ? 'options' or q.v ? 'optionsFrom')
                            and not (q.v ? 'options' and q.v ? 'optionsFrom'))
              from (select x as v, count(*) over (partition by a ->> 'code', x ->> 'code') = 1 as once, a ? 'compartment' as restricted
                      from jsonb_array_elements(content -> 'areas') a, jsonb_array_elements(a -> 'questions') x) q)
       and (select coalesce(bool_and(o.once and coalesce(o.v ->> 'code' ~ '^[A-Za-z0-9][A-Za-z0-9-]*$', false)
                            and btrim(o.v ->> 'labelDe') <> '' and btrim(o.v ->> 'labelEn') <> ''), true)
              from (select x as v, count(*) over (partition by a ->> 'code', q ->> 'code', x ->> 'code') = 1 as once
                      from jsonb_array_elements(content -> 'areas') a, jsonb_array_elements(a -> 'questions') q,
                           jsonb_array_elements(q -> 'options') x) o), false)
$$;

create table app.assessment_template (
    id          uuid    primary key,
    code        text    not null check (code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(code) <= 64),
    version     integer not null check (version > 0),
    name_de     text    not null check (btrim(name_de) <> ''),
    name_en     text    not null check (btrim(name_en) <> ''),
    source      text,
    valid_from  date    not null,
    valid_to    date,                                              -- exclusive: [valid_from, valid_to)
    -- draft: being written, nobody is asked by it; published: binding in its period; retired: was binding, kept for the
    -- assessments made with it
    status      text    not null check (status in ('draft', 'published', 'retired')),
    content     jsonb   not null check (app.is_assessment_form(content)),
    check (valid_to > valid_from),
    unique (code, version),
    -- On each day one version of a form is binding.
    constraint assessment_template_one_binding exclude using gist (code with =, daterange(valid_from, valid_to, '[)') with &&)
        where (status = 'published')
);
comment on table app.assessment_template is 'Versions of the binding assessment form (Beratungsraster).';
comment on column app.assessment_template.content is
    'areas[] {code, labelDe, labelEn, appliesTo?, compartment?, questions[] {code, labelDe, labelEn, helpDe?, helpEn?, kind, options[]? | optionsFrom?, required, appliesTo?}}; appliesTo: adult | child | all (default), a child being under 18 on the day on which the assessment is started. Answers in a compartment are voluntary (Art. 9 GDPR): required is false there.';

create function app.keep_assessment_form() returns trigger language plpgsql set search_path = pg_catalog, app, pg_temp as $$
declare
    stray text;
begin
    if tg_op = 'DELETE' then
        if old.status <> 'draft' then
            raise exception 'a published form is never deleted' using errcode = '23514', constraint = 'assessment_template_kept';
        end if;
        return old;
    end if;
    if tg_op = 'UPDATE' and old.status <> 'draft'
       and (new.code, new.version, new.content, new.valid_from) is distinct from (old.code, old.version, old.content, old.valid_from) then
        raise exception 'a published form never changes, publish a new version' using errcode = '23514', constraint = 'assessment_template_kept';
    end if;
    if tg_op = 'UPDATE' and new.status <> old.status
       and (old.status, new.status) not in (('draft', 'published'), ('published', 'retired')) then
        raise exception 'form: % to % is no legal move', old.status, new.status using errcode = '23514', constraint = 'assessment_template_move';
    end if;
    -- Areas are need areas with their compartment; choices come from lists that exist.
    select a ->> 'code' into stray
      from jsonb_array_elements(new.content -> 'areas') a
      left join app.code c on c.list = 'need-area' and c.code = a ->> 'code'
                          and daterange(c.valid_from, c.valid_to, '[)') @> new.valid_from
     where c.id is null or c.attributes ->> 'compartment' is distinct from a ->> 'compartment'
     limit 1;
    if found then
        raise exception 'form: area % is no need area, or has another compartment', stray using errcode = '23514', constraint = 'assessment_template_area';
    end if;
    select q ->> 'optionsFrom' into stray
      from jsonb_array_elements(new.content -> 'areas') a, jsonb_array_elements(a -> 'questions') q
     where q ? 'optionsFrom' and not exists (select from app.code_list l where l.code = q ->> 'optionsFrom')
     limit 1;
    if found then
        raise exception 'form: there is no code list %', stray using errcode = '23514', constraint = 'assessment_template_list';
    end if;
    return new;
end $$;
create trigger a_keep before insert or update or delete on app.assessment_template
    for each row execute function app.keep_assessment_form();

-- Forms come by migration: the application reads them.
revoke all on app.assessment_template from public, casemanagement_app;
grant select on app.assessment_template to casemanagement_app;

call access.trail('app.assessment_template');

insert into app.assessment_template (id, code, version, name_de, name_en, source, valid_from, status, content) values
('0192f0a0-0000-7000-8000-000000000001', 'beratungsraster', 1, 'Beratungsraster', 'Assessment form',
 'Bereiche des Dortmunder Beratungsrasters, erweitert um Arbeit, Finanzen und Familie', '2020-01-01', 'published',
$form$
{"areas": [
 {"code": "language", "labelDe": "Sprache", "labelEn": "Language", "questions": [
  {"code": "first-language", "kind": "single", "optionsFrom": "language", "required": true,
   "labelDe": "In welcher Sprache möchten Sie am liebsten sprechen?", "labelEn": "Which language do you prefer to speak?",
   "helpDe": "Diese Sprache gilt für Sprachmittlung und Schreiben an die Person.", "helpEn": "Used for interpreters and letters to the person."},
  {"code": "interpreter-needed", "kind": "boolean", "required": true,
   "labelDe": "Wird für Gespräche Sprachmittlung gebraucht?", "labelEn": "Is an interpreter needed for talks?"},
  {"code": "german-level", "kind": "single", "optionsFrom": "cefr-level", "required": true,
   "labelDe": "Wie gut ist das Deutsch (Einstufung oder Zertifikat)?", "labelEn": "How good is the German (placement or certificate)?"},
  {"code": "literacy", "kind": "single", "optionsFrom": "literacy", "required": true, "appliesTo": "adult",
   "labelDe": "Kann die Person lesen und schreiben, und in welcher Schrift?", "labelEn": "Can the person read and write, and in which script?",
   "helpDe": "Behutsam fragen. Alphabetisierung ist kein GER-Niveau.", "helpEn": "Ask with care. Literacy is not a CEFR level."},
  {"code": "course", "kind": "single", "required": true, "appliesTo": "adult",
   "labelDe": "Wie steht es um den Sprach- oder Integrationskurs?", "labelEn": "What is the state of the language or integration course?",
   "options": [
    {"code": "none", "labelDe": "Noch keiner", "labelEn": "None so far"},
    {"code": "entitled", "labelDe": "Berechtigung oder Verpflichtung liegt vor", "labelEn": "Entitlement or obligation issued"},
    {"code": "waiting", "labelDe": "Angemeldet, wartet auf Platz", "labelEn": "Registered, waiting for a place"},
    {"code": "attending", "labelDe": "Besucht einen Kurs", "labelEn": "Attending a course"},
    {"code": "interrupted", "labelDe": "Unterbrochen oder abgebrochen", "labelEn": "Interrupted or given up"},
    {"code": "completed", "labelDe": "Abgeschlossen", "labelEn": "Completed"}]},
  {"code": "course-obstacles", "kind": "multiple", "required": false, "appliesTo": "adult",
   "labelDe": "Was steht einem Kurs im Weg?", "labelEn": "What stands in the way of a course?",
   "options": [
    {"code": "childcare", "labelDe": "Kinderbetreuung", "labelEn": "Childcare"},
    {"code": "working-hours", "labelDe": "Arbeitszeiten", "labelEn": "Working hours"},
    {"code": "health", "labelDe": "Persönliche Gründe (Näheres nur unter Gesundheit)", "labelEn": "Personal reasons (details under health only)"},
    {"code": "distance", "labelDe": "Weg oder Fahrtkosten", "labelEn": "Distance or fares"},
    {"code": "no-entitlement", "labelDe": "Keine Zulassung", "labelEn": "Not admitted"},
    {"code": "no-place", "labelDe": "Kein freier Platz", "labelEn": "No free place"}]},
  {"code": "language-support-child", "kind": "single", "required": true, "appliesTo": "child",
   "labelDe": "Bekommt das Kind Sprachförderung?", "labelEn": "Does the child receive language support?",
   "options": [
    {"code": "not-needed", "labelDe": "Nicht nötig", "labelEn": "Not needed"},
    {"code": "kindergarten", "labelDe": "In der Kita", "labelEn": "In kindergarten"},
    {"code": "school", "labelDe": "In der Schule (z. B. Vorbereitungsklasse)", "labelEn": "At school (e.g. preparatory class)"},
    {"code": "elsewhere", "labelDe": "Anderswo", "labelEn": "Elsewhere"},
    {"code": "none", "labelDe": "Nein, wäre aber nötig", "labelEn": "No, though it is needed"}]}
 ]},
 {"code": "school", "labelDe": "Schule", "labelEn": "School", "appliesTo": "child", "questions": [
  {"code": "attendance", "kind": "single", "required": true,
   "labelDe": "Besucht das Kind eine Schule?", "labelEn": "Does the child attend school?",
   "helpDe": "Schulpflicht in Baden-Württemberg: spätestens sechs Monate nach dem Zuzug aus dem Ausland (§ 72 SchG BW).",
   "helpEn": "School is compulsory in Baden-Württemberg at the latest six months after arrival from abroad (§ 72 SchG BW).",
   "options": [
    {"code": "too-young", "labelDe": "Noch nicht schulpflichtig", "labelEn": "Not yet of school age"},
    {"code": "attending", "labelDe": "Ja", "labelEn": "Yes"},
    {"code": "registered", "labelDe": "Angemeldet, wartet auf Platz", "labelEn": "Registered, waiting for a place"},
    {"code": "not-registered", "labelDe": "Nicht angemeldet", "labelEn": "Not registered"},
    {"code": "finished", "labelDe": "Schulpflicht erfüllt", "labelEn": "Compulsory schooling completed"}]},
  {"code": "school-name", "kind": "text", "required": false,
   "labelDe": "Welche Schule und Klasse?", "labelEn": "Which school and class?"},
  {"code": "class-kind", "kind": "single", "required": false,
   "labelDe": "Welche Art von Klasse?", "labelEn": "What kind of class?",
   "options": [
    {"code": "regular", "labelDe": "Regelklasse", "labelEn": "Regular class"},
    {"code": "vkl", "labelDe": "Vorbereitungsklasse (VKL)", "labelEn": "Preparatory class (VKL)"},
    {"code": "vabo", "labelDe": "Vorqualifizierungsjahr ohne Deutschkenntnisse (VABO)", "labelEn": "Pre-vocational year without German (VABO)"},
    {"code": "vocational", "labelDe": "Berufliche Schule (z. B. AVdual, BVE)", "labelEn": "Vocational school"},
    {"code": "special", "labelDe": "Sonderpädagogisches Zentrum (SBBZ) oder Inklusion", "labelEn": "Special needs school or inclusion"}]},
  {"code": "school-years-before", "kind": "number", "required": false,
   "labelDe": "Wie viele Jahre ist das Kind vor der Ankunft zur Schule gegangen?", "labelEn": "How many years did the child attend school before arrival?"},
  {"code": "support-needed", "kind": "multiple", "required": false,
   "labelDe": "Wobei braucht das Kind Unterstützung?", "labelEn": "With what does the child need support?",
   "options": [
    {"code": "registration", "labelDe": "Anmeldung", "labelEn": "Registration"},
    {"code": "homework", "labelDe": "Hausaufgaben, Lernförderung", "labelEn": "Homework, tutoring"},
    {"code": "materials", "labelDe": "Schulbedarf, Ausflüge, Mittagessen", "labelEn": "School supplies, trips, lunch"},
    {"code": "way-to-school", "labelDe": "Schulweg", "labelEn": "Way to school"},
    {"code": "parents-talk", "labelDe": "Elterngespräche mit Sprachmittlung", "labelEn": "Parents' talks with an interpreter"},
    {"code": "transition", "labelDe": "Übergang in Ausbildung oder andere Schule", "labelEn": "Transition to training or another school"}]},
  {"code": "education-package", "kind": "boolean", "required": false,
   "labelDe": "Sind Leistungen für Bildung und Teilhabe beantragt?", "labelEn": "Have education and participation benefits been applied for?",
   "helpDe": "§ 28 SGB II, § 34 SGB XII, § 3 Abs. 4 AsylbLG, § 6b BKGG.", "helpEn": "§ 28 SGB II, § 34 SGB XII, § 3 (4) AsylbLG, § 6b BKGG."}
 ]},
 {"code": "kindergarten", "labelDe": "Kindertagesbetreuung", "labelEn": "Kindergarten and day care", "appliesTo": "child", "questions": [
  {"code": "place", "kind": "single", "required": true,
   "labelDe": "Hat das Kind einen Platz in einer Kita oder Tagespflege?", "labelEn": "Does the child have a place in kindergarten or day care?",
   "helpDe": "Anspruch ab dem vollendeten ersten Lebensjahr (§ 24 SGB VIII).", "helpEn": "Entitlement from the first birthday (§ 24 SGB VIII).",
   "options": [
    {"code": "not-of-age", "labelDe": "Nicht im Kita-Alter", "labelEn": "Not of kindergarten age"},
    {"code": "attending", "labelDe": "Ja", "labelEn": "Yes"},
    {"code": "waiting", "labelDe": "Angemeldet, wartet auf Platz", "labelEn": "Registered, waiting for a place"},
    {"code": "not-registered", "labelDe": "Nicht angemeldet", "labelEn": "Not registered"},
    {"code": "not-wanted", "labelDe": "Nicht gewünscht", "labelEn": "Not wanted"}]},
  {"code": "kindergarten-name", "kind": "text", "required": false,
   "labelDe": "Welche Einrichtung oder Tagespflegeperson?", "labelEn": "Which kindergarten or childminder?"},
  {"code": "wanted-from", "kind": "date", "required": false,
   "labelDe": "Ab wann wird ein Platz gebraucht?", "labelEn": "From when is a place needed?"},
  {"code": "hours", "kind": "single", "required": false,
   "labelDe": "Welcher Umfang wird gebraucht?", "labelEn": "What hours are needed?",
   "options": [
    {"code": "half-day", "labelDe": "Halbtags", "labelEn": "Half day"},
    {"code": "extended", "labelDe": "Verlängerte Öffnungszeit", "labelEn": "Extended hours"},
    {"code": "full-day", "labelDe": "Ganztags", "labelEn": "Full day"}]},
  {"code": "fees", "kind": "boolean", "required": false,
   "labelDe": "Ist die Übernahme der Beiträge beantragt?", "labelEn": "Has the takeover of the fees been applied for?",
   "helpDe": "§ 90 Abs. 4 SGB VIII.", "helpEn": "§ 90 (4) SGB VIII."},
  {"code": "early-support", "kind": "boolean", "required": false,
   "labelDe": "Wünschen die Eltern Frühe Hilfen oder eine Eltern-Kind-Gruppe?", "labelEn": "Do the parents wish early support or a parent-child group?"}
 ]},
 {"code": "social-contacts", "labelDe": "Soziale Kontakte", "labelEn": "Social contacts", "questions": [
  {"code": "network", "kind": "multiple", "required": true,
   "labelDe": "Zu wem hat die Person Kontakt?", "labelEn": "With whom is the person in contact?",
   "options": [
    {"code": "family-here", "labelDe": "Familie in der Nähe", "labelEn": "Family nearby"},
    {"code": "family-germany", "labelDe": "Familie anderswo in Deutschland", "labelEn": "Family elsewhere in Germany"},
    {"code": "community", "labelDe": "Menschen aus dem Herkunftsland", "labelEn": "People from the country of origin"},
    {"code": "locals", "labelDe": "Alteingesessene", "labelEn": "Local residents"},
    {"code": "religious", "labelDe": "Gemeinde oder Verein", "labelEn": "Congregation or club"},
    {"code": "volunteer", "labelDe": "Ehrenamtliche Begleitung", "labelEn": "Volunteer mentor"},
    {"code": "nobody", "labelDe": "Niemanden", "labelEn": "Nobody"}]},
  {"code": "lonely", "kind": "single", "required": false,
   "labelDe": "Wie oft fühlt sich die Person allein?", "labelEn": "How often does the person feel alone?",
   "options": [
    {"code": "never", "labelDe": "Selten oder nie", "labelEn": "Rarely or never"},
    {"code": "sometimes", "labelDe": "Manchmal", "labelEn": "Sometimes"},
    {"code": "often", "labelDe": "Oft", "labelEn": "Often"}]},
  {"code": "mentor-wanted", "kind": "boolean", "required": false,
   "labelDe": "Wird eine ehrenamtliche Begleitung gewünscht?", "labelEn": "Is a volunteer mentor wanted?"},
  {"code": "contact-person", "kind": "text", "required": false,
   "labelDe": "Wer kann im Notfall angesprochen werden?", "labelEn": "Who can be contacted in an emergency?",
   "helpDe": "Nur mit Zustimmung der Person.", "helpEn": "Only with the person's agreement."},
  {"code": "wishes", "kind": "text", "required": false,
   "labelDe": "Welche Kontakte wünscht sich die Person?", "labelEn": "What contacts does the person wish for?"}
 ]},
 {"code": "housing-surroundings", "labelDe": "Wohnumfeld", "labelEn": "Housing surroundings", "questions": [
  {"code": "orientation", "kind": "single", "required": true,
   "labelDe": "Findet sich die Person im Ort zurecht?", "labelEn": "Does the person find their way around the place?",
   "options": [
    {"code": "well", "labelDe": "Gut", "labelEn": "Well"},
    {"code": "partly", "labelDe": "Teilweise", "labelEn": "Partly"},
    {"code": "not", "labelDe": "Noch nicht", "labelEn": "Not yet"}]},
  {"code": "reachable", "kind": "multiple", "required": false,
   "labelDe": "Was ist vom Wohnort aus schwer zu erreichen?", "labelEn": "What is hard to reach from home?",
   "options": [
    {"code": "shops", "labelDe": "Geschäfte", "labelEn": "Shops"},
    {"code": "doctor", "labelDe": "Arztpraxen", "labelEn": "Doctors"},
    {"code": "school", "labelDe": "Schule oder Kita", "labelEn": "School or kindergarten"},
    {"code": "course", "labelDe": "Sprachkurs", "labelEn": "Language course"},
    {"code": "work", "labelDe": "Arbeit", "labelEn": "Work"},
    {"code": "authorities", "labelDe": "Behörden", "labelEn": "Authorities"}]},
  {"code": "transport", "kind": "single", "required": false,
   "labelDe": "Wie ist die Person unterwegs?", "labelEn": "How does the person get about?",
   "options": [
    {"code": "on-foot", "labelDe": "Zu Fuß", "labelEn": "On foot"},
    {"code": "bicycle", "labelDe": "Fahrrad", "labelEn": "Bicycle"},
    {"code": "public", "labelDe": "Bus und Bahn mit Fahrkarte", "labelEn": "Public transport with a pass"},
    {"code": "car", "labelDe": "Auto", "labelEn": "Car"}]},
  {"code": "neighbourhood", "kind": "single", "required": false,
   "labelDe": "Wie ist das Verhältnis zur Nachbarschaft?", "labelEn": "How are relations with the neighbours?",
   "options": [
    {"code": "good", "labelDe": "Gut", "labelEn": "Good"},
    {"code": "none", "labelDe": "Kein Kontakt", "labelEn": "No contact"},
    {"code": "conflict", "labelDe": "Konflikte", "labelEn": "Conflicts"}]},
  {"code": "internet", "kind": "boolean", "required": false,
   "labelDe": "Gibt es in der Unterkunft Internet?", "labelEn": "Is there internet in the accommodation?"}
 ]},
 {"code": "leisure", "labelDe": "Freizeit", "labelEn": "Leisure", "questions": [
  {"code": "activities", "kind": "text", "required": true,
   "labelDe": "Was macht die Person gern, früher und heute?", "labelEn": "What does the person like doing, before and now?"},
  {"code": "club", "kind": "single", "required": false,
   "labelDe": "Ist die Person in einem Verein oder einer festen Gruppe?", "labelEn": "Is the person in a club or regular group?",
   "options": [
    {"code": "yes", "labelDe": "Ja", "labelEn": "Yes"},
    {"code": "wanted", "labelDe": "Nein, aber gewünscht", "labelEn": "No, but would like to"},
    {"code": "no", "labelDe": "Nein, nicht gewünscht", "labelEn": "No, not wanted"}]},
  {"code": "interests", "kind": "multiple", "required": false,
   "labelDe": "Welche Angebote interessieren die Person?", "labelEn": "Which offers interest the person?",
   "options": [
    {"code": "sport", "labelDe": "Sport", "labelEn": "Sport"},
    {"code": "music", "labelDe": "Musik", "labelEn": "Music"},
    {"code": "crafts", "labelDe": "Handwerk, Nähen, Kochen", "labelEn": "Crafts, sewing, cooking"},
    {"code": "women", "labelDe": "Frauentreff", "labelEn": "Women's meeting"},
    {"code": "youth", "labelDe": "Jugendtreff", "labelEn": "Youth centre"},
    {"code": "volunteering", "labelDe": "Selbst ehrenamtlich helfen", "labelEn": "Volunteering"}]},
  {"code": "swimming", "kind": "boolean", "required": false, "appliesTo": "child",
   "labelDe": "Kann das Kind schwimmen?", "labelEn": "Can the child swim?"},
  {"code": "holiday-care", "kind": "boolean", "required": false, "appliesTo": "child",
   "labelDe": "Wird Ferienbetreuung gebraucht?", "labelEn": "Is holiday care needed?"}
 ]},
 {"code": "applications", "labelDe": "Anträge und Behörden", "labelEn": "Applications and authorities", "questions": [
  {"code": "open-applications", "kind": "multiple", "required": true, "appliesTo": "adult",
   "labelDe": "Welche Anträge laufen oder sind zu stellen?", "labelEn": "Which applications are pending or still to be made?",
   "options": [
    {"code": "none", "labelDe": "Keine", "labelEn": "None"},
    {"code": "subsistence", "labelDe": "Lebensunterhalt (AsylbLG, SGB II, SGB XII)", "labelEn": "Subsistence (AsylbLG, SGB II, SGB XII)"},
    {"code": "child-benefit", "labelDe": "Kindergeld", "labelEn": "Child benefit"},
    {"code": "child-supplement", "labelDe": "Kinderzuschlag, Wohngeld", "labelEn": "Child supplement, housing benefit"},
    {"code": "parental-allowance", "labelDe": "Elterngeld", "labelEn": "Parental allowance"},
    {"code": "maintenance-advance", "labelDe": "Unterhaltsvorschuss", "labelEn": "Maintenance advance"},
    {"code": "education-package", "labelDe": "Bildung und Teilhabe", "labelEn": "Education and participation"},
    {"code": "initial-equipment", "labelDe": "Erstausstattung", "labelEn": "Initial equipment"},
    {"code": "broadcasting", "labelDe": "Befreiung vom Rundfunkbeitrag", "labelEn": "Exemption from the broadcasting fee"},
    {"code": "registration", "labelDe": "Anmeldung beim Einwohnermeldeamt", "labelEn": "Registration of residence"}]},
  {"code": "independence", "kind": "single", "required": true, "appliesTo": "adult",
   "labelDe": "Wie selbstständig erledigt die Person Schriftverkehr?", "labelEn": "How independently does the person deal with letters and forms?",
   "options": [
    {"code": "alone", "labelDe": "Allein", "labelEn": "Alone"},
    {"code": "some-help", "labelDe": "Mit etwas Hilfe", "labelEn": "With some help"},
    {"code": "full-help", "labelDe": "Nur mit Hilfe", "labelEn": "Only with help"}]},
  {"code": "deadline", "kind": "date", "required": false,
   "labelDe": "Welche Frist läuft als nächste ab?", "labelEn": "Which deadline comes next?"},
  {"code": "deadline-for", "kind": "text", "required": false,
   "labelDe": "Wofür ist diese Frist?", "labelEn": "What is this deadline for?"},
  {"code": "mail", "kind": "boolean", "required": false, "appliesTo": "adult",
   "labelDe": "Kommt Post zuverlässig an?", "labelEn": "Does post arrive reliably?"},
  {"code": "online", "kind": "boolean", "required": false, "appliesTo": "adult",
   "labelDe": "Kann die Person Online-Dienste der Behörden nutzen?", "labelEn": "Can the person use the authorities' online services?"},
  {"code": "child-documents", "kind": "multiple", "required": false, "appliesTo": "child",
   "labelDe": "Welche Unterlagen des Kindes fehlen?", "labelEn": "Which of the child's papers are missing?",
   "options": [
    {"code": "birth-certificate", "labelDe": "Geburtsurkunde", "labelEn": "Birth certificate"},
    {"code": "identity", "labelDe": "Pass oder Ausweis", "labelEn": "Passport or identity card"},
    {"code": "residence", "labelDe": "Aufenthaltspapier", "labelEn": "Residence paper"},
    {"code": "health-insurance", "labelDe": "Krankenversicherungskarte", "labelEn": "Health insurance card"}]}
 ]},
 {"code": "housing", "labelDe": "Wohnen", "labelEn": "Housing", "questions": [
  {"code": "situation", "kind": "single", "optionsFrom": "accommodation-kind", "required": true,
   "labelDe": "Wie wohnt die Person jetzt?", "labelEn": "How does the person live now?"},
  {"code": "adequate", "kind": "single", "required": true,
   "labelDe": "Ist die Unterkunft für den Haushalt geeignet?", "labelEn": "Is the accommodation suitable for the household?",
   "options": [
    {"code": "yes", "labelDe": "Ja", "labelEn": "Yes"},
    {"code": "too-small", "labelDe": "Zu eng", "labelEn": "Too small"},
    {"code": "condition", "labelDe": "Mängel (Schimmel, Heizung, Sanitär)", "labelEn": "Defects (mould, heating, plumbing)"},
    {"code": "no-privacy", "labelDe": "Keine Privatsphäre", "labelEn": "No privacy"},
    {"code": "not-accessible", "labelDe": "Nicht barrierefrei", "labelEn": "Not accessible"}]},
  {"code": "must-leave-by", "kind": "date", "required": false, "appliesTo": "adult",
   "labelDe": "Bis wann muss die Unterkunft verlassen werden?", "labelEn": "By when must the accommodation be left?"},
  {"code": "search", "kind": "single", "required": false, "appliesTo": "adult",
   "labelDe": "Wie steht es um die Wohnungssuche?", "labelEn": "What is the state of the search for a flat?",
   "options": [
    {"code": "not-searching", "labelDe": "Sucht nicht", "labelEn": "Not searching"},
    {"code": "searching", "labelDe": "Sucht", "labelEn": "Searching"},
    {"code": "not-allowed", "labelDe": "Auszug noch nicht erlaubt", "labelEn": "Not yet allowed to move out"},
    {"code": "found", "labelDe": "Wohnung in Aussicht", "labelEn": "Flat in prospect"}]},
  {"code": "residence-obligation", "kind": "boolean", "required": false, "appliesTo": "adult",
   "labelDe": "Besteht eine Wohnsitzregelung oder -auflage?", "labelEn": "Is there a residence obligation?",
   "helpDe": "§ 12a AufenthG, § 61 AufenthG, § 60 AsylG.", "helpEn": "§ 12a AufenthG, § 61 AufenthG, § 60 AsylG."},
  {"code": "housing-certificate", "kind": "boolean", "required": false, "appliesTo": "adult",
   "labelDe": "Liegt ein Wohnberechtigungsschein vor?", "labelEn": "Is there a social housing certificate?"},
  {"code": "furniture", "kind": "boolean", "required": false, "appliesTo": "adult",
   "labelDe": "Fehlt Ausstattung (Möbel, Geräte)?", "labelEn": "Is equipment missing (furniture, appliances)?"},
  {"code": "place-to-learn", "kind": "boolean", "required": false, "appliesTo": "child",
   "labelDe": "Hat das Kind einen ruhigen Platz zum Lernen und Spielen?", "labelEn": "Does the child have a quiet place to learn and play?"}
 ]},
 {"code": "legal-matters", "labelDe": "Rechtliche Angelegenheiten", "labelEn": "Legal matters", "questions": [
  {"code": "status", "kind": "single", "optionsFrom": "residence-status", "required": true,
   "labelDe": "Welchen Aufenthaltsstatus hat die Person?", "labelEn": "What is the person's residence status?"},
  {"code": "status-until", "kind": "date", "required": false,
   "labelDe": "Bis wann gilt das Papier?", "labelEn": "Until when is the document valid?"},
  {"code": "procedure", "kind": "single", "required": true,
   "labelDe": "Läuft ein Verfahren?", "labelEn": "Is there a procedure under way?",
   "options": [
    {"code": "none", "labelDe": "Nein", "labelEn": "No"},
    {"code": "asylum", "labelDe": "Asylverfahren beim BAMF", "labelEn": "Asylum procedure (BAMF)"},
    {"code": "court", "labelDe": "Klage vor Gericht", "labelEn": "Court action"},
    {"code": "extension", "labelDe": "Verlängerung des Titels", "labelEn": "Extension of the title"},
    {"code": "revocation", "labelDe": "Widerruf oder Rücknahme", "labelEn": "Revocation or withdrawal"},
    {"code": "naturalisation", "labelDe": "Einbürgerung", "labelEn": "Naturalisation"}]},
  {"code": "next-date", "kind": "date", "required": false,
   "labelDe": "Wann ist die nächste Frist oder der nächste Termin?", "labelEn": "When is the next deadline or appointment?",
   "helpDe": "Klagefristen sind kurz: bei Ablehnung eine oder zwei Wochen (§ 74 AsylG). Frist des Bescheids prüfen.",
   "helpEn": "Time limits for court action are short: one or two weeks after a refusal (§ 74 AsylG). Check the notice."},
  {"code": "identity", "kind": "single", "required": false,
   "labelDe": "Ist die Identität geklärt?", "labelEn": "Is the identity clarified?",
   "options": [
    {"code": "passport", "labelDe": "Pass liegt vor", "labelEn": "Passport available"},
    {"code": "other-papers", "labelDe": "Andere Papiere", "labelEn": "Other papers"},
    {"code": "applied", "labelDe": "Beantragt", "labelEn": "Applied for"},
    {"code": "impossible", "labelDe": "Nicht zumutbar oder nicht möglich", "labelEn": "Not reasonable or not possible"},
    {"code": "open", "labelDe": "Offen", "labelEn": "Open"}]},
  {"code": "family-reunion", "kind": "boolean", "required": false, "appliesTo": "adult",
   "labelDe": "Geht es um Familiennachzug?", "labelEn": "Is family reunion an issue?",
   "helpDe": "Frist von drei Monaten nach Anerkennung beachten (§ 29 Abs. 2 Satz 2 AufenthG).", "helpEn": "Mind the three months after recognition (§ 29 (2) sentence 2 AufenthG)."},
  {"code": "lawyer", "kind": "boolean", "required": false,
   "labelDe": "Gibt es anwaltliche Vertretung oder Verfahrensberatung?", "labelEn": "Is there a lawyer or procedural counselling?"},
  {"code": "guardian", "kind": "single", "required": true, "appliesTo": "child",
   "labelDe": "Wer vertritt das Kind?", "labelEn": "Who represents the child?",
   "options": [
    {"code": "parents", "labelDe": "Eltern", "labelEn": "Parents"},
    {"code": "one-parent", "labelDe": "Ein Elternteil", "labelEn": "One parent"},
    {"code": "guardian", "labelDe": "Vormund", "labelEn": "Guardian"},
    {"code": "unclear", "labelDe": "Ungeklärt", "labelEn": "Not clear"}]}
 ]},
 {"code": "health", "labelDe": "Gesundheit", "labelEn": "Health", "compartment": "health", "questions": [
  {"code": "general", "kind": "single", "required": false,
   "labelDe": "Wie geht es der Person gesundheitlich?", "labelEn": "How is the person's health?",
   "helpDe": "Die Antwort ist freiwillig. Sie ist nur für die zuständige Fachkraft und benannte Personen sichtbar.",
   "helpEn": "Answering is voluntary. Only the lead worker and named persons can see it.",
   "options": [
    {"code": "good", "labelDe": "Gut", "labelEn": "Good"},
    {"code": "fair", "labelDe": "Mittel", "labelEn": "Fair"},
    {"code": "poor", "labelDe": "Schlecht", "labelEn": "Poor"},
    {"code": "no-answer", "labelDe": "Keine Angabe", "labelEn": "No answer"}]},
  {"code": "insurance", "kind": "single", "required": false,
   "labelDe": "Wie ist die Person krankenversichert?", "labelEn": "How is the person insured?",
   "options": [
    {"code": "statutory", "labelDe": "Gesetzlich", "labelEn": "Statutory"},
    {"code": "card-264", "labelDe": "Gesundheitskarte (§ 264 SGB V)", "labelEn": "Health card (§ 264 SGB V)"},
    {"code": "voucher", "labelDe": "Behandlungsschein (§ 4 AsylbLG)", "labelEn": "Treatment voucher (§ 4 AsylbLG)"},
    {"code": "private", "labelDe": "Privat", "labelEn": "Private"},
    {"code": "none", "labelDe": "Nicht versichert", "labelEn": "Not insured"},
    {"code": "unclear", "labelDe": "Ungeklärt", "labelEn": "Not clear"}]},
  {"code": "treatment", "kind": "multiple", "required": false,
   "labelDe": "Welche Behandlung läuft oder wird gebraucht?", "labelEn": "What treatment is under way or needed?",
   "options": [
    {"code": "gp", "labelDe": "Hausarzt, Kinderarzt", "labelEn": "Family doctor, paediatrician"},
    {"code": "specialist", "labelDe": "Facharzt", "labelEn": "Specialist"},
    {"code": "dentist", "labelDe": "Zahnarzt", "labelEn": "Dentist"},
    {"code": "therapy", "labelDe": "Psychotherapie, psychosoziales Zentrum", "labelEn": "Psychotherapy, psychosocial centre"},
    {"code": "addiction", "labelDe": "Suchtberatung", "labelEn": "Addiction counselling"},
    {"code": "hospital", "labelDe": "Krankenhaus", "labelEn": "Hospital"},
    {"code": "aids", "labelDe": "Hilfsmittel", "labelEn": "Medical aids"}]},
  {"code": "vulnerability", "kind": "multiple", "required": false,
   "labelDe": "Besteht besonderer Schutz- oder Unterstützungsbedarf?", "labelEn": "Are there special reception or protection needs?",
   "helpDe": "Aufnahmerichtlinie (EU) 2024/1346, Art. 24, 25.", "helpEn": "Reception Conditions Directive (EU) 2024/1346, Art. 24, 25.",
   "options": [
    {"code": "pregnancy", "labelDe": "Schwangerschaft", "labelEn": "Pregnancy"},
    {"code": "disability", "labelDe": "Behinderung", "labelEn": "Disability"},
    {"code": "serious-illness", "labelDe": "Schwere körperliche Erkrankung", "labelEn": "Serious physical illness"},
    {"code": "mental-illness", "labelDe": "Psychische Erkrankung, Traumafolgen", "labelEn": "Mental illness, trauma"},
    {"code": "violence", "labelDe": "Folter oder Gewalt erlebt", "labelEn": "Torture or violence"},
    {"code": "care", "labelDe": "Pflegebedarf", "labelEn": "Need of nursing care"},
    {"code": "old-age", "labelDe": "Hohes Alter", "labelEn": "Old age"}]},
  {"code": "disability-card", "kind": "boolean", "required": false,
   "labelDe": "Ist ein Grad der Behinderung oder Pflegegrad festgestellt?", "labelEn": "Has a degree of disability or care been established?"},
  {"code": "vaccinated", "kind": "boolean", "required": false,
   "labelDe": "Ist der Masernschutz nachgewiesen?", "labelEn": "Is protection against measles proved?",
   "helpDe": "Für Kita, Schule und Gemeinschaftsunterkunft nötig (§ 20 Abs. 8 IfSG).", "helpEn": "Needed for kindergarten, school and shared accommodation (§ 20 (8) IfSG)."},
  {"code": "check-ups", "kind": "boolean", "required": false, "appliesTo": "child",
   "labelDe": "Sind die Vorsorgeuntersuchungen (U/J) aktuell?", "labelEn": "Are the child health check-ups (U/J) up to date?"},
  {"code": "notes", "kind": "text", "required": false,
   "labelDe": "Was ist sonst wichtig?", "labelEn": "What else matters?"}
 ]},
 {"code": "work", "labelDe": "Arbeit und Ausbildung", "labelEn": "Work and training", "appliesTo": "adult", "questions": [
  {"code": "status", "kind": "single", "optionsFrom": "work-status", "required": true,
   "labelDe": "Arbeitet die Person, oder was tut sie derzeit?", "labelEn": "Does the person work, or what is their current situation?"},
  {"code": "permission", "kind": "single", "required": true,
   "labelDe": "Darf die Person arbeiten?", "labelEn": "May the person work?",
   "options": [
    {"code": "free", "labelDe": "Ja, ohne Einschränkung", "labelEn": "Yes, without restriction"},
    {"code": "permit", "labelDe": "Mit Erlaubnis der Ausländerbehörde", "labelEn": "With permission of the immigration office"},
    {"code": "not", "labelDe": "Nein", "labelEn": "No"},
    {"code": "unclear", "labelDe": "Ungeklärt", "labelEn": "Not clear"}]},
  {"code": "education", "kind": "single", "optionsFrom": "education-level", "required": true,
   "labelDe": "Was ist der höchste Schul- oder Berufsabschluss?", "labelEn": "What is the highest school or vocational qualification?"},
  {"code": "experience", "kind": "text", "required": false,
   "labelDe": "Was hat die Person bisher gearbeitet?", "labelEn": "What work has the person done so far?"},
  {"code": "recognition", "kind": "single", "optionsFrom": "recognition-stage", "required": false,
   "labelDe": "Wie steht es um die Anerkennung des Abschlusses?", "labelEn": "What is the state of recognition of the qualification?"},
  {"code": "goal", "kind": "single", "required": false,
   "labelDe": "Was strebt die Person an?", "labelEn": "What is the person aiming for?",
   "options": [
    {"code": "work", "labelDe": "Arbeit", "labelEn": "Work"},
    {"code": "training", "labelDe": "Ausbildung", "labelEn": "Vocational training"},
    {"code": "school", "labelDe": "Schulabschluss nachholen", "labelEn": "School-leaving certificate"},
    {"code": "university", "labelDe": "Studium", "labelEn": "University"},
    {"code": "self-employment", "labelDe": "Selbstständigkeit", "labelEn": "Self-employment"},
    {"code": "not-now", "labelDe": "Derzeit keine Arbeit möglich", "labelEn": "No work possible at present"}]},
  {"code": "wanted-occupation", "kind": "text", "required": false,
   "labelDe": "In welchem Beruf möchte die Person arbeiten?", "labelEn": "In which occupation would the person like to work?"},
  {"code": "obstacles", "kind": "multiple", "required": false,
   "labelDe": "Was steht einer Arbeit im Weg?", "labelEn": "What stands in the way of work?",
   "options": [
    {"code": "language", "labelDe": "Sprache", "labelEn": "Language"},
    {"code": "childcare", "labelDe": "Kinderbetreuung", "labelEn": "Childcare"},
    {"code": "permission", "labelDe": "Erlaubnis", "labelEn": "Permission"},
    {"code": "recognition", "labelDe": "Anerkennung", "labelEn": "Recognition"},
    {"code": "mobility", "labelDe": "Weg, Führerschein", "labelEn": "Distance, driving licence"},
    {"code": "personal", "labelDe": "Persönliche Gründe (Näheres nur unter Gesundheit)", "labelEn": "Personal reasons (details under health only)"}]}
 ]},
 {"code": "finances", "labelDe": "Finanzen", "labelEn": "Finances", "appliesTo": "adult", "questions": [
  {"code": "regime", "kind": "single", "optionsFrom": "benefit-regime", "required": true,
   "labelDe": "Wovon lebt die Person?", "labelEn": "What does the person live on?"},
  {"code": "sufficient", "kind": "single", "required": true,
   "labelDe": "Reicht das Geld?", "labelEn": "Is the money sufficient?",
   "options": [
    {"code": "yes", "labelDe": "Ja", "labelEn": "Yes"},
    {"code": "tight", "labelDe": "Knapp", "labelEn": "Tight"},
    {"code": "no", "labelDe": "Nein", "labelEn": "No"}]},
  {"code": "account", "kind": "single", "required": false,
   "labelDe": "Gibt es ein Konto oder eine Bezahlkarte?", "labelEn": "Is there a bank account or payment card?",
   "options": [
    {"code": "account", "labelDe": "Eigenes Konto", "labelEn": "Own account"},
    {"code": "card", "labelDe": "Bezahlkarte", "labelEn": "Payment card"},
    {"code": "none", "labelDe": "Weder noch", "labelEn": "Neither"}]},
  {"code": "debts", "kind": "single", "required": false,
   "labelDe": "Gibt es Schulden?", "labelEn": "Are there debts?",
   "options": [
    {"code": "none", "labelDe": "Nein", "labelEn": "No"},
    {"code": "manageable", "labelDe": "Ja, wird zurückgezahlt", "labelEn": "Yes, being paid back"},
    {"code": "overdue", "labelDe": "Mahnungen, Inkasso", "labelEn": "Reminders, debt collection"},
    {"code": "enforcement", "labelDe": "Pfändung oder Vollstreckung", "labelEn": "Attachment or enforcement"}]},
  {"code": "contracts", "kind": "multiple", "required": false,
   "labelDe": "Welche Verträge machen Sorgen?", "labelEn": "Which contracts cause worry?",
   "options": [
    {"code": "phone", "labelDe": "Handy, Internet", "labelEn": "Phone, internet"},
    {"code": "electricity", "labelDe": "Strom, Heizung", "labelEn": "Electricity, heating"},
    {"code": "fitness", "labelDe": "Mitgliedschaften, Abonnements", "labelEn": "Memberships, subscriptions"},
    {"code": "credit", "labelDe": "Kredit, Ratenkauf", "labelEn": "Credit, instalments"}]},
  {"code": "remittances", "kind": "boolean", "required": false,
   "labelDe": "Muss die Person Angehörige im Ausland unterstützen?", "labelEn": "Does the person have to support relatives abroad?"}
 ]},
 {"code": "family", "labelDe": "Familie", "labelEn": "Family", "questions": [
  {"code": "situation", "kind": "single", "required": true, "appliesTo": "adult",
   "labelDe": "Wie lebt die Person?", "labelEn": "How does the person live?",
   "options": [
    {"code": "single", "labelDe": "Allein", "labelEn": "Alone"},
    {"code": "couple", "labelDe": "Als Paar", "labelEn": "As a couple"},
    {"code": "couple-children", "labelDe": "Als Paar mit Kindern", "labelEn": "As a couple with children"},
    {"code": "single-parent", "labelDe": "Allein erziehend", "labelEn": "Single parent"},
    {"code": "relatives", "labelDe": "Mit Verwandten", "labelEn": "With relatives"}]},
  {"code": "family-abroad", "kind": "multiple", "required": false,
   "labelDe": "Wer von der engen Familie ist noch im Ausland?", "labelEn": "Which close family members are still abroad?",
   "options": [
    {"code": "spouse", "labelDe": "Ehegatte", "labelEn": "Spouse"},
    {"code": "children", "labelDe": "Kinder", "labelEn": "Children"},
    {"code": "parents", "labelDe": "Eltern", "labelEn": "Parents"},
    {"code": "siblings", "labelDe": "Minderjährige Geschwister", "labelEn": "Siblings under 18"},
    {"code": "missing", "labelDe": "Angehörige werden vermisst", "labelEn": "Relatives are missing"}]},
  {"code": "tracing", "kind": "boolean", "required": false,
   "labelDe": "Wird der Suchdienst gewünscht?", "labelEn": "Is the tracing service wanted?",
   "helpDe": "DRK-Suchdienst.", "helpEn": "Red Cross tracing service."},
  {"code": "parenting-support", "kind": "boolean", "required": false, "appliesTo": "adult",
   "labelDe": "Wünschen die Eltern Unterstützung bei der Erziehung?", "labelEn": "Do the parents wish support with bringing up the children?",
   "helpDe": "§§ 16, 28, 31 SGB VIII. Hinweise auf Gewalt oder Gefährdung gehören nicht hierher, sondern unter Gesundheit; § 8a SGB VIII beachten.",
   "helpEn": "§§ 16, 28, 31 SGB VIII. Signs of violence or danger do not belong here but under health; mind § 8a SGB VIII."},
  {"code": "caring", "kind": "boolean", "required": false, "appliesTo": "adult",
   "labelDe": "Versorgt die Person jemanden, der Hilfe braucht?", "labelEn": "Does the person care for somebody who needs help?"},
  {"code": "child-lives-with", "kind": "single", "required": true, "appliesTo": "child",
   "labelDe": "Bei wem lebt das Kind?", "labelEn": "With whom does the child live?",
   "options": [
    {"code": "both", "labelDe": "Bei beiden Eltern", "labelEn": "With both parents"},
    {"code": "one", "labelDe": "Bei einem Elternteil", "labelEn": "With one parent"},
    {"code": "relatives", "labelDe": "Bei Verwandten", "labelEn": "With relatives"},
    {"code": "other", "labelDe": "Woanders", "labelEn": "Elsewhere"}]},
  {"code": "wishes", "kind": "text", "required": false,
   "labelDe": "Was wünscht sich die Person für ihre Familie?", "labelEn": "What does the person wish for their family?"}
 ]}
]}
$form$);

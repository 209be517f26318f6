-- What printed pages say in the languages of the persons. Data, so that a language is added without a program: rows of a language of the list language,
-- each with its source and whether a speaker has reviewed it. Codes in German and English have their labels in app.code; here stand the other ones as
-- list and code, and what else a page says as page and a name. {0} is where a value stands.
create table app.translation (
    list     text not null,                                       -- a code list, or page
    code     text not null,
    language text not null check (language ~ '^[a-z]{3}$'),       -- code list language: ISO 639-3
    text     text not null check (length(btrim(text)) between 1 and 1000),
    source   text not null check (length(btrim(source)) between 1 and 200),
    reviewed_by_speaker boolean not null default false,
    primary key (language, list, code)
);
revoke all on app.translation from public, casemanagement_app;
grant select on app.translation to casemanagement_app;

insert into app.translation (list, code, language, text, source, reviewed_by_speaker)
select 'page', v.code, t.language, t.text, case when t.language in ('deu', 'eng') then 'Text des Projekts' else 'Erstübersetzung des Projekts, November 2026' end,
       t.language = 'deu'
from (values
('grid-title', 'Beratungsraster: wer was für wen bis wann tut', 'Counselling grid: who does what for whom until when',
    'جدول الإرشاد: مَن يقوم بماذا ولمن وحتى متى', 'Таблиця консультування: хто що робить, для кого і до якого часу'),
('sheet-title', 'Informationsblatt: Beratung vor Ort', 'Information sheet: advice near you',
    'ورقة معلومات: الاستشارة في مكان سكنكم', 'Інформаційний листок: консультації поруч із вами'),
('area', 'Bereich', 'Area', 'المجال', 'Сфера'),
('household', 'Haushalt {0}', 'Household {0}', 'الأسرة {0}', 'Домогосподарство {0}'),
('printed', 'Gedruckt am {0}', 'Printed on {0}', 'طُبعت بتاريخ {0}', 'Надруковано {0}'),
('for', 'Für: {0}', 'For: {0}', 'لأجل: {0}', 'Для: {0}'),
('whole-household', 'ganzer Haushalt', 'whole household', 'الأسرة بأكملها', 'усе домогосподарство'),
('until', 'Bis {0}', 'Until {0}', 'حتى {0}', 'До {0}'),
('team', 'Zuständiges Team', 'Responsible team', 'الفريق المسؤول', 'Відповідальна команда'),
('result', 'Ergebnis: {0}', 'Result: {0}', 'النتيجة: {0}', 'Результат: {0}'),
('counselled-until', 'Beratung bis {0}: {1}', 'Counselling until {0}: {1}', 'الاستشارة حتى {0}: {1}', 'Консультування до {0}: {1}'),
('free-text', 'Gepunktet unterstrichen: wie aufgeschrieben, nicht übersetzt.', 'Dotted underline: as written down, not translated.',
    'النص المسطّر بنقاط: كما كُتب، دون ترجمة.', 'Підкреслено крапками: як записано, без перекладу.'),
('double-work', 'Hier sind mehrere Stellen zugleich tätig. Bitte abstimmen.', 'Several are at work here at the same time. Please coordinate.',
    'تعمل هنا عدة جهات في الوقت نفسه. يرجى التنسيق فيما بينها.', 'Тут одночасно працюють кілька установ. Будь ласка, узгодьте дії.'),
('no-measures', 'Noch keine Maßnahmen.', 'No measures yet.', 'لا توجد تدابير بعد.', 'Заходів ще немає.'),
('binding', 'Verbindlich ist die deutsche Fassung. Die Übersetzung hat noch niemand geprüft, der die Sprache spricht.',
    'The German version is binding. No speaker of the language has reviewed the translation yet.',
    'النسخة الألمانية هي المُلزِمة. لم يراجع الترجمةَ بعدُ أي ناطق بهذه اللغة.',
    'Обов’язковою є німецька версія. Переклад ще не перевірив жоден носій мови.'),
('status-planned', 'geplant', 'planned', 'مخطَّط له', 'заплановано'),
('status-running', 'läuft', 'under way', 'قيد التنفيذ', 'виконується'),
('status-done', 'erledigt', 'done', 'تم إنجازه', 'виконано'),
('status-dropped', 'entfallen', 'dropped', 'أُلغي', 'скасовано'),
('actor-staff', 'Fachkraft', 'Caseworker', 'موظف مختص أو موظفة مختصة', 'Фахівець або фахівчиня'),
('actor-partner', 'Partnerstelle', 'Partner organisation', 'جهة شريكة', 'Партнерська установа'),
('actor-volunteer', 'Ehrenamt', 'Volunteer', 'متطوع أو متطوعة', 'Волонтер або волонтерка'),
('actor-client', 'Person des Haushalts', 'Person of the household', 'شخص من الأسرة', 'Особа з домогосподарства'),
('contact-person', 'Ihre Ansprechperson', 'Your contact person', 'الشخص المسؤول عنكم', 'Ваша контактна особа'),
('phone', 'Telefon', 'Telephone', 'الهاتف', 'Телефон'),
('email', 'E-Mail', 'Email', 'البريد الإلكتروني', 'Електронна пошта'),
('more-advice', 'Weitere Beratung vor Ort', 'More advice near you', 'جهات استشارية أخرى في منطقتكم', 'Інші консультації поруч'),
('free-of-charge', 'Die Beratung ist kostenlos und vertraulich.', 'Counselling is free of charge and confidential.',
    'الاستشارة مجانية وسرية.', 'Консультація безкоштовна й конфіденційна.'),
('emergency', 'Feuerwehr und Rettungsdienst: {0} · Polizei: {1}', 'Fire and ambulance: {0} · Police: {1}',
    'الإطفاء والإسعاف: {0} · الشرطة: {1}', 'Пожежна і швидка допомога: {0} · Поліція: {1}')
) v (code, de, en, ar, uk) cross join lateral (values ('deu', v.de), ('eng', v.en), ('ara', v.ar), ('ukr', v.uk)) t (language, text);

insert into app.translation (list, code, language, text, source)
select v.list, v.code, t.language, t.text, 'Erstübersetzung des Projekts, November 2026'
from (values
('need-area', 'language', 'اللغة', 'Мова'),
('need-area', 'school', 'المدرسة', 'Школа'),
('need-area', 'kindergarten', 'روضة الأطفال ورعاية الأطفال', 'Дитячий садок і догляд за дітьми'),
('need-area', 'social-contacts', 'العلاقات الاجتماعية', 'Соціальні контакти'),
('need-area', 'housing-surroundings', 'محيط السكن', 'Житлове середовище'),
('need-area', 'leisure', 'أوقات الفراغ', 'Дозвілля'),
('need-area', 'applications', 'الطلبات والدوائر الرسمية', 'Заяви та установи'),
('need-area', 'housing', 'السكن', 'Житло'),
('need-area', 'legal-matters', 'الشؤون القانونية', 'Правові питання'),
('need-area', 'health', 'الصحة', 'Здоров’я'),
('need-area', 'work', 'العمل والتدريب المهني', 'Робота та професійне навчання'),
('need-area', 'finances', 'الشؤون المالية', 'Фінанси'),
('need-area', 'family', 'العائلة', 'Сім’я'),
('measure-result', 'achieved', 'تحقّق', 'досягнуто'),
('measure-result', 'partly-achieved', 'تحقّق جزئيًا', 'досягнуто частково'),
('measure-result', 'not-achieved', 'لم يتحقّق', 'не досягнуто')
) v (list, code, ar, uk) cross join lateral (values ('ara', v.ar), ('ukr', v.uk)) t (language, text);

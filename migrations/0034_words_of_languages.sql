-- Names of languages as lists write them, whose codes are labelled with more than the bare name.
insert into app.code_word (list, code, word)
select 'language', v.code, w.word from (values
    ('kur', 'Kurdisch|Kurdi'), ('kmr', 'Kurmancî|Kurmandji|Kurdisch-Kurmandschi|Badini|Bahdini'), ('zza', 'Zazaki|Zaza|Dimli'),
    ('aze', 'Azeri|Aserbeidschanisch'), ('bal', 'Belutschi|Baluchi|Balutschi'), ('hbs', 'Serbo-Kroatisch'), ('ron', 'Moldauisch|Moldawisch'),
    ('aii', 'Assyrisch|Neuaramäisch'), ('tru', 'Surayt|Turojo'), ('pcm', 'Pidgin|Pidgin-Englisch|Nigerianisches Pidgin'), ('haz', 'Hasaragi'),
    ('mkd', 'Makedonisch'), ('tmh', 'Tamaschek'), ('rif', 'Tarifit|Rif-Berberisch'), ('zgh', 'Tamazight'), ('ber', 'Berberisch'), ('nep', 'Nepalesisch')
) v (code, words), regexp_split_to_table(v.words, '\|') w (word)
where exists (select from app.code c where c.list = 'language' and c.code = v.code)
on conflict (list, lower(word)) do nothing;

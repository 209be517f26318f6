// Days of rules of RFC 5545 as three libraries know them. In: lines "<first day> <how many> <rule>"; out: "<library> <line> <day> <day> …". Called by RecurrenceTests.
import ICAL from 'ical.js';
import { readFileSync } from 'node:fs';
import rrule from 'rrule';
import { RRuleTemporal } from 'rrule-temporal';

readFileSync(0, 'utf8').trim().split('\n').forEach((line, number) => {
  const [from, count, rule] = line.split(' ');
  const [compact, limit] = [from.replaceAll('-', ''), Number(count)];
  const tell = (library, days) => console.log([library, number, ...days].join(' '));

  // As a day without a time.
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString(from));
  const days = [];
  for (let next = iterator.next(); next && days.length < limit; next = iterator.next()) days.push(next.toString().slice(0, 10));
  tell('ical.js', days);

  // At midnight in UTC.
  const found = rrule.rrulestr(`DTSTART:${compact}T000000Z\nRRULE:${rule.replace(/UNTIL=(\d{8})/, 'UNTIL=$1T000000Z')}`).all((_, i) => i < limit);
  tell('rrule', found.map(day => day.toISOString().slice(0, 10)));

  // At eight in the morning in Germany, across the changes of the clock.
  const berlin = new RRuleTemporal({ rruleString: `DTSTART;TZID=Europe/Berlin:${compact}T080000\nRRULE:${rule.replace(/UNTIL=(\d{8})/, 'UNTIL=$1T215959Z')}` });
  tell('rrule-temporal', berlin.all((_, i) => i < limit).map(day => day.toPlainDate().toString()));
});

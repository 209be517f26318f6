// Public holidays of Germany as two lists of others say them: "<list> <place> <day>" a line, for the years that are given. Called by WorkingCalendarTests.
import { getHolidays } from 'feiertagejs';
import DateHolidays from 'date-holidays';

const [first, last] = process.argv.slice(2).map(Number);
const lands = ['BB', 'BE', 'BW', 'BY', 'HB', 'HE', 'HH', 'MV', 'NI', 'NW', 'RP', 'SH', 'SL', 'SN', 'ST', 'TH'];
// feiertagejs knows Bavaria with the Assumption only, and Augsburg.
const of = (list, place, days) => [...new Set(days)].forEach(day => console.log(`${list} ${place} ${day}`));
for (let year = first; year <= last; year++) {
  for (const land of lands) {
    of('feiertagejs', land === 'BY' ? 'BY:KATH' : land, getHolidays(year, land).map(holiday => holiday.dateString));
    of('date-holidays', land, new DateHolidays('DE', land).getHolidays(year).filter(holiday => holiday.type === 'public').map(holiday => holiday.date.slice(0, 10)));
  }
  of('feiertagejs', 'BY:A', getHolidays(year, 'AUGSBURG').map(holiday => holiday.dateString));
  for (const place of ['BY:A', 'BY:KATH', 'SN:BZ', 'TH:EIC']) {
    of('date-holidays', place, new DateHolidays('DE', ...place.split(':')).getHolidays(year).filter(holiday => holiday.type === 'public')
      .map(holiday => holiday.date.slice(0, 10)));
  }
}

// Reads calendars (a JSON list of texts on standard input) with ical.js and prints, as JSON, every date
// in them up to the day given: expanded by its rules, without what they leave out, changed where changed.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const until = ICAL.Time.fromDateString(process.argv[2]);

function moment(time) {
  return time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString();
}

function told(item, start, end) {
  const value = (name) => item.component.getFirstPropertyValue(name);
  return {
    uid: item.uid,
    start: moment(start),
    end: ["dtend", "duration"].some((name) => item.component.hasProperty(name)) ? moment(end) : null,
    title: item.summary,
    text: item.description,
    place: item.location,
    status: value("status"),
    sequence: item.sequence,
  };
}

function dates(event) {
  if (!event.isRecurring()) return [told(event, event.startDate, event.endDate)];
  const found = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && next.compareDateOnlyTz(until, ICAL.Timezone.localTimezone) <= 0; next = iterator.next()) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    found.push(told(item, startDate, endDate));
  }
  return found;
}

function expanded(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  return calendar.getAllSubcomponents("vevent")
    .filter((part) => !part.hasProperty("recurrence-id"))
    .flatMap((part) => dates(new ICAL.Event(part)));
}

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(expanded)));

"""Collecting figures by any blank table: what a region sends, filled in by each school.

Bytes and names in, values and bytes out; no files, no clock, no database.

The way of a blank, by module:
- `proposing.propose(data, schools)`: layouts to offer, the best first, with reason and confidence;
  `ranges.parse_ranges(text)` and `choosing.layout_at(data, ranges, schools)`: the layout that a
  coordinator points at; `describing.describe(data, layout)`: a layout as facts for people;
  `layout.to_data`/`from_data`: a layout as JSON.
- `copying.copy_for(blank, layout, school, token)`: a school's own marked copy;
  `marking.mark_of(data)`: whose copy a file is, cheaply.
- `returned.read_returned(data, blank, layout, school, token)`: `problems.Accepted` with values,
  what is missing and what is odd, or `problems.Refused` with faults by cell;
  `values.to_data`/`from_data`: values as JSON.
- `gathering.gather(blank, layout, submissions, absent)`: the table for the region.

Files that cannot be used raise a DocumentError (`errors`, `roadmap.documents.errors`); what a
coordinator typed and cannot mean a range raises an `errors.LayoutError`. Opening costs up to some
seconds for the largest files that are taken, so callers give it to a process that can be ended.
"""

### Titles, headings and what every report shares.

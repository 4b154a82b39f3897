### Segments of the audience and what sets each apart.

### Warnings that stand beside an answer.

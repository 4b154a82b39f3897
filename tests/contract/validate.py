"""Validates a JSON document: validate.py SCHEMA DOCUMENT."""

import json
import sys

from jsonschema.validators import validator_for

schema, document = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
validator = validator_for(schema)
validator.check_schema(schema)
faults = sorted(validator(schema).iter_errors(document), key=lambda fault: fault.json_path)
for fault in faults:
    print(f"{sys.argv[2]}: {fault.json_path}: {fault.message}", file=sys.stderr)
print(f"{sys.argv[2]} {'fails to validate' if faults else 'validates'}")
sys.exit(bool(faults))

"""What Schemathesis must know of this service beside its OpenAPI document."""

import re

import schemathesis

# Faults that a schema can rule out, by the codes of the problem document. Unknown fields are not among them: a schema
# that is a part of others (`allOf`) cannot forbid the fields of the rest.
OF_SHAPE = {"wrong_type", "too_many", "too_long"}
# What is said of 3.0 where a whole number belongs.
WITH_FRACTION = re.compile(r"received -?[0-9]+(\.[0-9]+|(\.[0-9]+)?e\+?[0-9]+); accepted: a whole number")


@schemathesis.serializer("application/x-ndjson", "application/vnd.apache.parquet")
def as_it_is(ctx, value):
    """A file goes as the bytes it is; the schema says nothing of what is in it."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Asks for the strict reading where a request is wrong on purpose.

    A row in error does not make a request wrong unless `on_error` is `reject_all`: by default it is listed in the
    answer and the rest go on.
    """
    meta = case.meta
    if meta is None or not meta.generation.mode.is_negative or not isinstance(case.body, dict):
        return
    if "on_error" in properties(case) and "on_error" not in case.body:
        case.body["on_error"] = "reject_all"


def properties(case):
    """Names of the fields of the operation's JSON body."""
    root = case.operation.schema.raw_schema
    body = case.operation.definition.raw.get("requestBody", {})
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema.get("properties", {})


@schemathesis.check
def shape_is_documented(ctx, response, case):
    """What the schema allows is not refused for its shape.

    Rows are judged one by one and may be of a platform's format, so that faults in them are left out.
    """
    meta = case.meta
    if response.status_code != 422 or meta is None or not meta.generation.mode.is_positive:
        return
    of_body = [f for f in response.json()["errors"] if "pointer" in f]
    faults = [f for f in of_body if not f["pointer"].startswith(("/profiles", "/panel"))]
    # JSON Schema counts 3.0 as an integer; here a whole number is written without a fraction.
    faults = [f for f in faults if not WITH_FRACTION.search(f["detail"])]
    of_shape = [f for f in faults if f["code"] in OF_SHAPE]
    assert not of_shape, f"allowed by the schema, refused for its shape: {of_shape}"


@schemathesis.check
def failures_are_problem_documents(ctx, response, case):
    """Every failure is a problem document (RFC 9457) whose status and request id are those of the answer."""
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    media_type = (response.headers.get("content-type") or [""])[0]
    assert media_type.startswith("application/problem+json"), f"{response.status_code} as {media_type!r}"
    problem = response.json()
    assert problem["status"] == response.status_code, f"status {problem['status']} in a {response.status_code}"
    assert problem["code"] and problem["request_id"] and problem["detail"], f"an empty member: {problem}"

"""Which changes would break a client built from the older document."""

from collections.abc import Iterator

from app.openapi.walk import REF, Json, is_json, operations, resolve


def breaking_changes(old: Json, new: Json) -> list[str]:
    """One Chinese line for each change that a screen in use would notice; empty when there is none.

    Requests may accept more and answers may say more. Accepting less, or answering less or otherwise, breaks.
    """
    after = {(path, method): operation for path, method, operation in operations(new)}
    comparison = _Comparison(old, new)
    lines: list[str] = []
    for path, method, before in operations(old):
        where = f"{method.upper()} {path}"
        if (path, method) not in after:
            lines.append(f"{where}：接口被删除")
        else:
            lines.extend(comparison.operation(where, before, after[path, method]))
    return sorted(set(lines))


class _Comparison:
    """Two documents side by side; each pair of components is compared once for each direction."""

    def __init__(self, old: Json, new: Json) -> None:
        self._old_doc, self._new_doc = old, new
        self._old: Json = old.get("components", {}).get("schemas", {})
        self._new: Json = new.get("components", {}).get("schemas", {})
        self._seen: set[tuple[str, str, bool]] = set()

    def operation(self, where: str, old: Json, new: Json) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{where}：operationId 由 {old['operationId']} 改为 {new['operationId']}"
        where = new["operationId"]
        yield from self._parameters(where, old, new)
        if "requestBody" in new and "requestBody" not in old and new["requestBody"].get("required"):
            yield f"{where}：新增必填的请求体"
        old_body, new_body = old.get("requestBody", {}), new.get("requestBody", {})
        yield from self._content(f"{where} 请求体", old_body, new_body, asked=True)
        for status, response in old["responses"].items():
            place = f"{where} 响应 {status}"
            if status not in new["responses"]:
                if status.startswith("2"):
                    yield f"{place}：被删除"
                continue
            answers = _response(response, self._old_doc), _response(new["responses"][status], self._new_doc)
            yield from self._content(place, *answers, asked=False)

    def _parameters(self, where: str, old: Json, new: Json) -> Iterator[str]:
        before = {(each["in"], each["name"]): each for each in old.get("parameters", ())}
        after = {(each["in"], each["name"]): each for each in new.get("parameters", ())}
        for key, parameter in after.items():
            place = f"{where} 参数 {key[1]}"
            if parameter.get("required") and not before.get(key, {}).get("required"):
                yield f"{place}：变为必填"
            if key in before:
                yield from self._schema(place, before[key]["schema"], parameter["schema"], asked=True)
        for kind, name in before.keys() - after.keys():
            yield f"{where} 参数 {name}（{kind}）：被删除"

    def _content(self, place: str, old: Json, new: Json, *, asked: bool) -> Iterator[str]:
        new_content = new.get("content", {})
        for media_type, media in old.get("content", {}).items():
            if media_type not in new_content:
                yield f"{place}：不再使用 {media_type}"
            elif is_json(media_type) or asked:
                yield from self._schema(
                    place, media["schema"], new_content[media_type]["schema"], asked=asked
                )

    def _schema(self, place: str, old: Json, new: Json, *, asked: bool) -> Iterator[str]:
        before, after = _choices(old, self._old), _choices(new, self._new)
        smaller, larger = (before, after) if asked else (after, before)
        if lost := smaller.keys() - larger.keys():
            word = "不再接受" if asked else "可能返回"
            yield f"{place}：{word} {'、'.join(sorted(lost))}"
        for kind in before.keys() & after.keys():
            (old_name, old_schema), (new_name, new_schema) = before[kind], after[kind]
            pair = (old_name, new_name, asked)
            if pair not in self._seen:
                self._seen.update({pair} if old_name else ())
                yield from self._same_kind(old_name or place, old_schema, new_schema, asked=asked)

    def _same_kind(self, place: str, old: Json, new: Json, *, asked: bool) -> Iterator[str]:
        for value in _values(old) - (_values(new) or _values(old)):
            yield f"{place}：取值 {value} 被删除"
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            yield from self._schema(f"{place}[]", old["items"], new["items"], asked=asked)
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before.keys() - after.keys():
            yield f"{place}.{name}：字段被删除"
        needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
        if asked:
            for name in needed_after - needed_before:
                yield f"{place}.{name}：变为必填"
        else:
            for name in (needed_before - needed_after) & after.keys():
                yield f"{place}.{name}：不再总是返回"
        for name in before.keys() & after.keys():
            yield from self._schema(f"{place}.{name}", before[name], after[name], asked=asked)


def _response(response: Json, document: Json) -> Json:
    """The shared response that a reference names."""
    if "$ref" not in response:
        return response
    shared: Json = document["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
    return shared


def _values(schema: Json) -> set[str]:
    constant = [schema["const"]] if "const" in schema else []
    return {str(value) for value in schema.get("enum", constant)}


def _choices(schema: Json, components: Json) -> dict[str, tuple[str, Json]]:
    """What a value may be: kind → (name of the component or "", its schema).

    A kind is `string`, `string(uuid)`, `null` … or, for an object, the name of its component.
    """
    name = schema.get("$ref", "").removeprefix(REF)
    schema = resolve(schema, components)
    if parts := schema.get("anyOf") or schema.get("oneOf"):
        return {kind: each for part in parts for kind, each in _choices(part, components).items()}
    if len(schema.get("allOf", ())) == 1:
        return _choices(schema["allOf"][0], components)
    kind = schema.get("type", "object" if "properties" in schema else "any")
    if isinstance(kind, list):
        return dict.fromkeys(kind, (name, schema))
    if kind == "string" and "format" in schema:
        kind = f"string({schema['format']})"
    if kind == "object" and name:
        kind = name
    return {kind: (name, schema)}

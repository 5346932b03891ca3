"""The look every form of the office has."""

from typing import Any

from django import forms

_CLASSES: dict[type[Any], str] = {forms.Select: "select", forms.Textarea: "area"}
_PLAIN = (forms.CheckboxInput, forms.FileInput, forms.HiddenInput)


class Form(forms.Form):
    """In our look: one class for each kind of field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, _PLAIN):
                field.widget.attrs.setdefault("class", _CLASSES.get(type(field.widget), "input"))

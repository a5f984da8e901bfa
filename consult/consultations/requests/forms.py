"""Forms of the register of who was asked."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from consult.core.forms import BaseForm, line


class RequestsFileForm(BaseForm):
    file: Any = FileField(_l("A list of who is asked (CSV)"))
    list_name = line(
        _l("Name of this list"),
        longest=200,
        description=_l("By which it is known later, for example: members of the network of mayors."),
    )


class AddRequestForm(BaseForm):
    organisation = line(_l("Organisation"), longest=300)
    name = line(_l("Name"), longest=300)
    email = line(_l("E-mail address"), longest=254)

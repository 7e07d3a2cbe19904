"""Open Referral UK as models: the fields we read or write, and which of them the standard requires.

Source: Human Services Data Specification 3.0 with the UK profile, schema of `service` as the standard's own
validator holds it. `phones`, `application_process` and `fees_description` are of the full specification, which
the profile allows. Feeds say null where they mean nothing; it is read so.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

T = TypeVar("T")


def _nothing_is_empty(value: Any) -> Any:
    return "" if value is None else value


def _nothing_is_none_of_them(value: Any) -> Any:
    return () if value is None else value


Text = Annotated[str, BeforeValidator(_nothing_is_empty)]
Id = Annotated[str, Field(min_length=1)]
Some = Annotated[tuple[T, ...], BeforeValidator(_nothing_is_none_of_them)]
Age = Annotated[float, Field(ge=0)] | None


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    id: Id


class TaxonomyTerm(_Record):
    """*term* is what a machine compares, *name* what people read; older feeds give only one of them."""

    name: Text = ""
    description: Text = ""
    term: Text = ""
    taxonomy: Text = ""
    term_uri: Text = ""

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if not (self.name or self.term):
            raise ValueError("has neither name nor term; give it a name")
        return self


class Attribute(_Record):
    link_type: Text = ""
    taxonomy_term: TaxonomyTerm | None = None


class Phone(_Record):
    number: str
    type: Text = ""
    description: Text = ""


class Contact(_Record):
    name: Text = ""
    title: Text = ""
    email: Text = ""
    phones: Some[Phone] = ()


class Schedule(_Record):
    """Weekly opening where *freq* is WEEKLY. Times are on the clock of the place."""

    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: float | None = None
    byday: Text = ""
    opens_at: Text = ""
    closes_at: Text = ""
    description: Text = ""
    notes: Text = ""


class ServiceArea(_Record):
    name: Text = ""
    uri: Text = ""
    service_area: Text = ""


class Address(_Record):
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: Literal["physical", "postal", "virtual"]


class Location(_Record):
    location_type: Text = ""
    name: Text = ""
    description: Text = ""
    addresses: Some[Address] = ()


class ServiceAtLocation(_Record):
    location: Location | None = None
    phones: Some[Phone] = ()


class CostOption(_Record):
    option: Text = ""
    amount: float | None = None
    amount_description: Text = ""


class Organization(_Record):
    name: str
    description: str
    website: Text = ""
    email: Text = ""


class Service(_Record):
    name: Annotated[str, Field(min_length=1)]
    status: Literal["active", "inactive", "defunct", "temporarily closed"]
    description: Text = ""
    url: Text = ""
    email: Text = ""
    application_process: Text = ""
    fees_description: Text = ""
    minimum_age: Age = None
    maximum_age: Age = None
    assured_date: Text = ""
    organization: Organization | None = None
    phones: Some[Phone] = ()
    contacts: Some[Contact] = ()
    schedules: Some[Schedule] = ()
    service_areas: Some[ServiceArea] = ()
    service_at_locations: Some[ServiceAtLocation] = ()
    cost_options: Some[CostOption] = ()
    attributes: Some[Attribute] = ()


class Page(BaseModel):
    """One page of a list of services, as the standard's endpoint /services answers."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: tuple[Service, ...]

"""Enrolment: the kiosk makes its keys here, and both sides prove that they know a code which nobody sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sync.clock import Clock
from sync.contract import Enrolled, Enrolment, State, b64, canonical, parsed, unb64
from sync.delivery.cable import Cable, Response, Wire
from sync.delivery.client import only_waits, problem
from sync.delivery.identity import Identity, address_trouble
from sync.delivery.outcomes import Refused, Trouble, Unproved, Unreachable
from sync.live import Knock, Knocked
from sync.shape import Malformed, shaped
from sync.suite import Forged, Keys, PublicKeys, check_answer, code_parts, code_proof, proof_matches, sign_request

PATH = "/api/v1/enrolments"
HEALTH = "/healthz"
TRIES = 3


def enrol(
    url: str,
    code: str,
    clock: Clock,
    *,
    authority: str | None = None,
    wire: Callable[[str], Wire] | None = None,
    keys: Keys | None = None,
) -> Identity | Trouble:
    """Register this kiosk at the centre with a one-time code; return who it is from now on, or what went wrong.

    Whoever may ask again with the same code gives the same `keys`: a lost answer then does not cost the code.
    """
    trouble = address_trouble(url)
    if trouble:
        return Refused(trouble)
    try:
        name, secret = code_parts(code)
    except Malformed as why:
        return Refused(str(why))
    keys = keys or Keys.made()
    base = url.rstrip("/")
    cable = wire(base) if wire else Cable(base, authority=authority)
    try:
        response = _asked(cable, keys, name, secret, clock)
        for _ in range(TRIES - 1):  # the centre says the same to the same keys: a lost answer does not cost the code
            if not isinstance(response, Unreachable):
                break
            response = _asked(cable, keys, name, secret, clock)
    finally:
        cable.close()
    if isinstance(response, Unreachable):
        return response
    return _read(response, keys, secret, base, authority)


@dataclass(frozen=True, slots=True)
class Waits:
    """The centre has heard of this tablet, and somebody has to let it in; `centre_keys` are the keys it showed."""

    centre_keys: PublicKeys


def knock(
    url: str,
    keys: Keys,
    clock: Clock,
    *,
    authority: str | None = None,
    wire: Callable[[str], Wire] | None = None,
    shown: PublicKeys | None = None,
) -> Identity | Waits | Trouble:
    """Ask to be let in without a code: return who this tablet is once somebody has, or that it waits.

    Nothing here proves that it is the right centre: that is for two people, who compare the pairing number. From then
    on only the centre whose keys went into that number is believed: give them as `shown`.
    """
    trouble = address_trouble(url)
    if trouble:
        return Refused(trouble)
    base = url.rstrip("/")
    body = canonical(Knock(sign_key=b64(keys.public.sign), seal_key=b64(keys.public.seal))).encode()
    created = int(clock.now().timestamp())
    sealed = sign_request(keys, method="POST", path=PATH, body=body, kiosk="", challenge="", created=created)
    cable = wire(base) if wire else Cable(base, authority=authority)
    try:
        came = cable.ask("POST", PATH, body, {"Content-Type": "application/json", **sealed.headers})
    finally:
        cable.close()
    if isinstance(came, Unreachable):
        return came
    waiting = only_waits(came)
    if waiting is not None:
        return waiting
    if came.status != 200:
        return Refused(problem(came))
    heard = _heard(came, sealed.name, keys, base, authority)
    if shown is not None and isinstance(heard, Identity | Waits) and heard.centre_keys != shown:
        return Unproved(f"what answers at {base} is not the centre of the number on the screen")
    return heard


def _heard(came: Response, name: str, keys: Keys, base: str, authority: str | None) -> Identity | Waits | Trouble:
    try:
        said = shaped(Knocked, parsed(came.body))
        theirs = PublicKeys(unb64(said.sign_key), unb64(said.seal_key))
        check_answer(theirs.sign, status=200, body=came.body, request=name, headers=came.headers)
    except (Malformed, Forged) as why:
        return Unproved(f"what answers at {base} is not a centre: {why}")
    if said.request != name:
        return Unproved(f"what answers at {base} answers somebody else")
    if said.state is State.DISABLED and said.hall is None:
        return Waits(theirs)
    if said.hall is None or said.window is None or said.state is State.REVOKED:
        return Refused("the centre has ended this tablet: it needs new keys, and so an empty data folder")
    return Identity(
        central=base,
        kiosk=said.kiosk,
        hall=said.hall,
        window=said.window,
        keys=keys,
        centre=said.centre,
        centre_keys=theirs,
        incarnation=said.incarnation,
        authority=authority,
    )


def reach(url: str, *, authority: str | None = None, wire: Callable[[str], Wire] | None = None) -> Trouble | None:
    """Return what keeps this kiosk from a centre at an address; None where one answers. Proves nothing yet: the code does."""
    trouble = address_trouble(url)
    if trouble:
        return Refused(trouble)
    base = url.rstrip("/")
    cable = wire(base) if wire else Cable(base, authority=authority)
    try:
        response = cable.ask("GET", HEALTH, b"", {})
    finally:
        cable.close()
    if isinstance(response, Unreachable):
        return response
    if response.status == 200 and _alive(response):
        return None
    return only_waits(response) or Unproved(f"what answers at {base} is not a centre (status {response.status})")


def _alive(response: Response) -> bool:
    try:
        return bool(parsed(response.body) == {"status": "alive"})
    except Malformed:  # a web page, as a captive portal gives one
        return False


def _asked(cable: Wire, keys: Keys, name: str, secret: str, clock: Clock) -> Response | Unreachable:
    ours = keys.public
    asking = Enrolment(
        code_id=name,
        sign_key=b64(ours.sign),
        seal_key=b64(ours.seal),
        proof=code_proof(secret, "kiosk", ours.sign, ours.seal),
    )
    body = canonical(asking).encode()
    created = int(clock.now().timestamp())
    sealed = sign_request(keys, method="POST", path=PATH, body=body, kiosk="", challenge="", created=created)
    return cable.ask("POST", PATH, body, {"Content-Type": "application/json", **sealed.headers})


def _read(response: Response, keys: Keys, secret: str, base: str, authority: str | None) -> Identity | Trouble:
    waiting = only_waits(response)
    if waiting is not None:
        return waiting
    if response.status != 200:
        return Refused(problem(response))
    try:
        said = shaped(Enrolled, parsed(response.body))
        theirs = PublicKeys(unb64(said.sign_key), unb64(said.seal_key))
    except Malformed as why:
        return Unproved(f"what answers at {base} is not a centre: {why}")
    ours = keys.public
    if not proof_matches(said.proof, secret, "centre", ours.sign, ours.seal, theirs.sign, theirs.seal):
        return Unproved(f"what answers at {base} does not know the code: do not use this address")
    return Identity(
        central=base,
        kiosk=said.kiosk,
        hall=said.hall,
        window=said.window,
        keys=keys,
        centre=said.centre,
        centre_keys=theirs,
        incarnation=said.incarnation,
        authority=authority,
    )

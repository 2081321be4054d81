"""Who may ask what: one line a route, what it asks for. Written apart from the routes, so that neither follows the other."""

from __future__ import annotations

from sync.central.accounts.roles import Act

OPEN = "open"  # to everybody: health, published results, the citizen's phone, the log-in itself
SIGNED = "signed"  # by a kiosk's key; no log-in does
EVERYWHERE = "everywhere"  # to who sets up places in every hall: making one more
TOKEN = "token"  # a program's token alone; no log-in does

_LINES = """
open            GET    /openapi.json
open            GET    /docs
open            GET    /healthz
open            GET    /readyz
open            GET    /public
open            GET    /public/results.json
open            GET    /public/halls/{hall}
open            GET    /r/{token}
open            POST   /r/{token}
open            GET    /receipts
open            GET    /receipts/{code}
open            GET    /login
open            POST   /login
open            POST   /login/code
open            POST   /logout
signed          POST   /api/v1/batches
signed          POST   /api/v1/enrolments
signed          POST   /api/v1/heartbeats
signed          GET    /api/v1/kiosk
signed          GET    /api/v1/kiosk/events
signed          GET    /api/v1/kiosk/days/{day}/summary
signed          GET    /api/v1/files/{sha256}
token           POST   /api/v1/queue-events
own_account     GET    /account
own_account     POST   /account/password
own_account     POST   /account/second-factor
own_account     POST   /account/second-factor/confirm
own_account     POST   /account/second-factor/remove
own_account     POST   /account/sessions
own_account     GET    /api/v1/me
own_account     DELETE /api/v1/me/sessions
manage_accounts GET    /accounts
manage_accounts GET    /accounts/new
manage_accounts GET    /accounts/one
manage_accounts POST   /accounts/new
manage_accounts POST   /accounts/one
manage_accounts POST   /accounts/reset
manage_accounts POST   /accounts/sessions
manage_accounts GET    /api/v1/accounts
manage_accounts POST   /api/v1/accounts
manage_accounts GET    /api/v1/accounts/{name}
manage_accounts PUT    /api/v1/accounts/{name}
manage_accounts POST   /api/v1/accounts/{name}/reset
manage_accounts DELETE /api/v1/accounts/{name}/sessions
read_audit      GET    /audit
read_audit      GET    /api/v1/audit
read_audit      GET    /api/v1/accesses
read_audit      GET    /api/v1/halls/{hall}/audit
read_audit      GET    /api/v1/halls/{hall}/accesses
read_figures    GET    /
read_figures    GET    /halls/{hall}
read_figures    GET    /api/v1/halls/{hall}/live
read_figures    GET    /api/v1/halls/{hall}/days/{day}/summary
read_figures    GET    /api/v1/halls/{hall}/course
read_figures    GET    /api/v1/ranks
read_figures    GET    /api/v1/course
read_figures    GET    /api/v1/halls/{hall}/summaries
read_places     GET    /api/v1/halls
read_places     GET    /api/v1/halls/{hall}/departments
read_places     GET    /api/v1/halls/{hall}/windows
read_places     GET    /api/v1/halls/{hall}/staff
read_stories    GET    /api/v1/halls/{hall}/visits
read_stories    GET    /api/v1/halls/{hall}/visits/{visit}
read_stories    GET    /api/v1/halls/{hall}/ratings
read_stories    GET    /api/v1/halls/{hall}/days/{day}/visits/{number:path}
read_stories    GET    /api/v1/halls/{hall}/cases
unmask          POST   /api/v1/halls/{hall}/cases/{case}/open
unmask          POST   /halls/{hall}/cases/{case}
export          POST   /api/v1/halls/{hall}/days/{day}/export
export          POST   /halls/{hall}/days/{day}/export
see_kiosks      GET    /metrics
see_kiosks      GET    /api/v1/halls/{hall}/kiosks
see_kiosks      GET    /api/v1/halls/{hall}/alarms
command_kiosks  POST   /api/v1/halls/{hall}/kiosks/{kiosk}/state
command_kiosks  POST   /api/v1/halls/{hall}/kiosks/{kiosk}/move
command_kiosks  POST   /api/v1/halls/{hall}/kiosks/{kiosk}/rescue
close_alarms    POST   /api/v1/halls/{hall}/alarms/{alarm}/close
close_alarms    POST   /api/v1/halls/{hall}/alarms/{alarm}/close-by-form
webhooks        GET    /api/v1/halls/{hall}/webhooks
webhooks        POST   /api/v1/halls/{hall}/webhooks
webhooks        POST   /api/v1/halls/{hall}/webhooks/{hook}/test
webhooks        POST   /api/v1/halls/{hall}/webhooks/{hook}/disable
webhooks        POST   /api/v1/halls/{hall}/webhooks/{hook}/enable
webhooks        GET    /api/v1/halls/{hall}/webhooks/{hook}/deliveries
command_kiosks  POST   /api/v1/halls/{hall}/kiosks/{kiosk}/commands
see_kiosks      GET    /api/v1/halls/{hall}/commands
command_kiosks  GET    /api/v1/halls/{hall}/commands/{command}/bundle
signed          POST   /api/v1/kiosk/bundles/{command}/{part}
everywhere      GET    /new-hall
everywhere      POST   /halls
read_places     GET    /halls/{hall}/setup
set_up_places   POST   /halls/{hall}/setup
set_up_places   GET    /halls/{hall}/setup/departments
set_up_places   POST   /halls/{hall}/setup/departments
set_up_places   GET    /halls/{hall}/setup/windows
set_up_places   POST   /halls/{hall}/setup/windows
set_up_places   GET    /halls/{hall}/setup/windows/{window}
set_up_places   POST   /halls/{hall}/setup/windows/{window}
set_up_places   POST   /halls/{hall}/setup/windows/{window}/settings
set_up_staff    GET    /halls/{hall}/setup/people
set_up_staff    GET    /halls/{hall}/setup/people/new
set_up_staff    POST   /halls/{hall}/setup/people/new
set_up_staff    GET    /halls/{hall}/setup/people/{staff}
set_up_staff    POST   /halls/{hall}/setup/people/{staff}
set_up_staff    POST   /halls/{hall}/setup/people/{staff}/pin
set_up_staff    POST   /halls/{hall}/setup/people/{staff}/retire
set_up_staff    POST   /halls/{hall}/setup/people/{staff}/photo
set_up_staff    GET    /halls/{hall}/setup/people/{staff}/photo
set_up_places   GET    /halls/{hall}/setup/calendar
set_up_places   POST   /halls/{hall}/setup/calendar
set_up_places   POST   /halls/{hall}/setup/calendar/days
set_up_places   POST   /halls/{hall}/setup/calendar/days/remove
set_up_places   GET    /halls/{hall}/setup/settings
set_up_places   POST   /halls/{hall}/setup/settings
set_up_places   GET    /halls/{hall}/setup/questionnaire
set_up_places   POST   /halls/{hall}/setup/questionnaire
set_up_places   GET    /halls/{hall}/setup/questionnaire.toml
set_up_places   GET    /halls/{hall}/setup/import
set_up_places   POST   /halls/{hall}/setup/import
set_up_places   POST   /halls/{hall}/setup/import/do
see_kiosks      GET    /halls/{hall}/setup/kiosks
see_kiosks      GET    /halls/{hall}/setup/kiosks/{kiosk}
enrol_kiosks    POST   /halls/{hall}/setup/codes
enrol_kiosks    GET    /halls/{hall}/setup/codes/{name}
enrol_kiosks    GET    /halls/{hall}/setup/waiting/{tablet}
enrol_kiosks    POST   /halls/{hall}/setup/waiting/{tablet}
enrol_kiosks    GET    /api/v1/waiting-kiosks
enrol_kiosks    POST   /api/v1/halls/{hall}/waiting-kiosks/{tablet}/bind
command_kiosks  POST   /halls/{hall}/setup/kiosks/{kiosk}/{what}
manage_tokens   GET    /halls/{hall}/setup/tokens
manage_tokens   POST   /halls/{hall}/setup/tokens
manage_tokens   POST   /halls/{hall}/setup/tokens/end
signed          POST   /api/v1/kiosk/keys
set_up_places   PUT    /api/v1/halls/{hall}
set_up_places   PUT    /api/v1/halls/{hall}/departments/{department}
set_up_places   PUT    /api/v1/halls/{hall}/windows/{window}
set_up_staff    PUT    /api/v1/halls/{hall}/staff/{staff}
set_up_staff    POST   /api/v1/halls/{hall}/staff/{staff}/pin
set_up_staff    PUT    /api/v1/halls/{hall}/staff/{staff}/photo
read_places     GET    /api/v1/halls/{hall}/hours
set_up_places   PUT    /api/v1/halls/{hall}/hours
set_up_places   GET    /api/v1/halls/{hall}/settings
set_up_places   PUT    /api/v1/halls/{hall}/settings
read_places     GET    /api/v1/halls/{hall}/questionnaire
set_up_places   PUT    /api/v1/halls/{hall}/questionnaire
set_up_places   POST   /api/v1/halls/{hall}/file
enrol_kiosks    POST   /api/v1/halls/{hall}/codes
manage_tokens   GET    /api/v1/halls/{hall}/tokens
manage_tokens   POST   /api/v1/halls/{hall}/tokens
manage_tokens   DELETE /api/v1/halls/{hall}/tokens/{name}
see_kiosks      GET    /api/v1/halls/{hall}/staged-settings
set_up_places   POST   /api/v1/halls/{hall}/staged-settings
set_up_places   POST   /api/v1/halls/{hall}/staged-settings/widen
set_up_places   POST   /api/v1/halls/{hall}/staged-settings/rollback
command_kiosks  POST   /halls/{hall}/setup/kiosks/{kiosk}/ask
answer_help     POST   /api/v1/help/{call}/acknowledge
"""


def asked_by_route() -> dict[str, str | Act]:
    """Return what each route asks for, by its name: `GET /halls/{hall}`."""
    made: dict[str, str | Act] = {}
    for line in _LINES.strip().splitlines():
        what, method, path = line.split()
        made[f"{method} {path}"] = what if what in (OPEN, SIGNED, TOKEN, EVERYWHERE) else Act(what)
    return made

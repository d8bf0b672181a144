import Hummingbird

/// The whole attack surface on one screen: method, path, handler, and who may come.
///
/// Every page of a company lies under `/{company}`. A handler behind `staff` or `person` is never reached by others;
/// which tickets they see is decided in the query.
extension WebServer {
    func router() -> Router<DeskContext> {
        let router = Router(context: DeskContext.self)
        router.add(middleware: Guard(server: self))

        router.get("health", use: health)
        router.get("assets/:hash/:name", use: asset)
        router.get("", use: firstPage)

        // The API: a bearer token on every route.
        let api = APIRoutes(server: self)
        let v1 = router.group("api/v1")
        if options.clockStands { v1.post("clock", use: api.clock) }
        let tickets = v1.group("companies/:company/tickets")
        tickets.post(use: api.open)
        tickets.get(use: api.list)
        tickets.get(":folio", use: api.show)
        tickets.get(":folio/journal", use: api.journal)
        tickets.get(":folio/attachments/:attachment", use: api.attachment)
        tickets.post(":folio/assignment", use: api.assign)
        tickets.post(":folio/replies", use: api.reply)
        tickets.post(":folio/notes", use: api.note)
        tickets.post(":folio/waits", use: api.ask)
        tickets.post(":folio/contacts", use: api.contact)
        tickets.post(":folio/escalations", use: api.escalate)
        tickets.post(":folio/returns", use: api.sendBack)
        tickets.post(":folio/classifications", use: api.classify)
        tickets.post(":folio/closure", use: api.close)
        tickets.post(":folio/reopening", use: api.reopen)

        // What everybody sees.
        let portal = PortalRoutes(server: self)
        let company = router.group(":company").add(middleware: CompanySession(server: self))
        company.get(use: portal.home)
        company.get("requests/new", use: portal.form)
        company.post("requests", use: portal.send)
        company.get("lookup", use: portal.lookup)
        company.post("lookup", use: portal.sendLookup)
        company.get("look/:token", use: portal.confirmLook)
        company.post("look/:token", use: portal.look)
        company.get("picture/:challenge", use: portal.picture)
        company.get("question/:challenge", use: portal.question)
        company.get("policy", use: portal.policy)

        let session = SessionRoutes(server: self)
        company.get("session/new", use: session.form)
        company.post("session", use: session.create)
        company.post("session/end", use: session.end)
        company.get("password-link", use: session.passwordLinkForm)
        company.post("password-link", use: session.sendPasswordLink)
        company.get("password/:token", use: session.passwordForm)
        company.post("password", use: session.setPassword)

        // Signed-in people: clients see their own requests.
        let person = company.group().add(middleware: Requires.person)
        person.get("requests", use: portal.mine)
        person.get("requests/:folio", use: portal.request)
        person.get("requests/:folio/why", use: portal.why)
        person.get("requests/:folio/files/:attachment", use: portal.file)
        person.post("requests/:folio/messages", use: portal.reply)
        person.post("requests/:folio/acceptance", use: portal.accept)
        person.post("requests/:folio/closure", use: portal.close)
        person.post("requests/:folio/reopening", use: portal.reopen)
        person.get("stream", use: stream)

        // Staff.
        let console = ConsoleRoutes(server: self)
        let staff = company.group("desk").add(middleware: Requires.staff)
        staff.get(use: console.front)
        staff.get("queue", use: console.queue)
        staff.get("new-ticket", use: console.newTicket)
        staff.post("tickets", use: console.open)
        staff.get("tickets/:folio", use: console.ticket)
        staff.get("tickets/:folio/why", use: console.why)
        staff.get("tickets/:folio/files/:attachment", use: console.file)
        staff.post("tickets/:folio/assignment", use: console.assign)
        staff.post("tickets/:folio/messages", use: console.reply)
        staff.post("tickets/:folio/notes", use: console.note)
        staff.post("tickets/:folio/waits", use: console.ask)
        staff.post("tickets/:folio/contact-attempts", use: console.contact)
        staff.post("tickets/:folio/escalations", use: console.escalate)
        staff.post("tickets/:folio/return", use: console.sendBack)
        staff.post("tickets/:folio/classification", use: console.classify)
        staff.post("tickets/:folio/closure", use: console.close)
        staff.post("tickets/:folio/reopening", use: console.reopen)
        staff.get("notices", use: console.notices)
        staff.post("notices/read", use: console.readNotices)
        staff.get("outbox", use: console.outbox)
        staff.post("outbox/:mail/sending", use: console.sendAgain)
        staff.get("refused-mail/:content", use: console.refusedMail)
        staff.get("people", use: console.people)
        staff.post("people", use: console.invite)
        staff.get("policy", use: console.policy)
        staff.get("policy/closed-day", use: console.closedDay)
        staff.post("policy/closed-day", use: console.closeDay)
        staff.get("policy/proposals", use: console.proposals)
        staff.post("policy/proposals", use: console.propose)
        staff.get("policy/proposals/:version", use: console.proposal)
        staff.get("policy/proposals/:version/simulation", use: console.simulation)
        staff.post("policy/proposals/:version/activation", use: console.activate)
        staff.post("policy/proposals/:version/withdrawal", use: console.withdraw)
        return router
    }
}

import BusinessTime
import Hummingbird
import Mail
import ServiceDesk
import SupportPolicy

/// How the mail goes.
extension ConsoleRoutes {
    /// `GET /{company}/desk/mailboxes?after=&refused_after=`
    @Sendable func mailboxes(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (company, principal) = (try context.requireCompany(), try context.requirePrincipal())
        let health = try await desk.mailHealth(as: principal)
        let view = MailHealthView(
            slug: company.slug, words: Wording(context.language, company.policy.zone), now: try await desk.now(), language: context.language, mayTry: principal.mayRunMailboxes)
        let staff = try await desk.read { try $0.staff(of: principal.company) }
        let rules = MailboxRules(policy: company.policy, staff: staff, language: context.language)
        let boxes = health.boxes.map { box in
            var shown = view.box(box)
            shown.purpose = box.mailbox.map { rules.said($0.purpose) } ?? ""
            return shown
        }
        var page = MailboxesPage(frame: try await pages.frame(request, context), boxes: boxes, leaving: view.leaving(health))
        page.isLeavingLate = health.failed > 0 || health.isLeavingLate
        page.missingAddress = health.missingAddress.map { $0(in: context.language) } ?? ""
        page.adding = principal.mayConnectMailboxes ? Link(company.slug, "desk", "new-mailbox") : nil
        let most = MailboxesPage.length
        let parked = try await desk.parkedMails(as: principal, after: request.query["after"].flatMap(ParkedMail.Key.init), limit: most + 1)
        page.parked = parked.prefix(most).map(view.parked)
        page.nextParked = parked.count > most ? Link.mailboxes(company.slug).with([("after", parked[most - 1].key)]).at("parked") : nil
        let refused = try await desk.refusedMails(as: principal, after: request.query["refused_after"].flatMap { Int($0) }, limit: most + 1)
        page.refused = refused.prefix(most).map { view.refused($0, company.policy) }
        page.nextRefused = refused.count > most ? Link.mailboxes(company.slug).with([("refused_after", "\(refused[most - 1].number)")]).at("refused") : nil
        return pages.answer(page, request)
    }

    /// `GET /{company}/desk/mailboxes/{mailbox}`: what it is for, and what its requests are.
    @Sendable func mailboxRules(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (mailbox, rules) = try await keptMailbox(context)
        return pages.answer(try await rulesPage(mailbox, rules.fields(of: mailbox.purpose), request, context), request)
    }

    /// `GET /{company}/desk/new-mailbox`
    @Sendable func newMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard try context.requirePrincipal().mayConnectMailboxes else { throw DeskError.forbidden }
        return pages.answer(try await newMailboxPage([], FormBody(), request, context), request)
    }

    /// `POST /{company}/desk/mailboxes`
    @Sendable func addMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (slug, principal) = (try context.requireCompany().slug, try context.requirePrincipal())
        let form = try await server.form(request, context)
        let problems = try await mailboxProblems {
            var mailbox = form["arrives"] == "handed_over"
                ? NewMailbox(handedOver: form["address"])
                : NewMailbox(address: form["address"], server: form["server"], user: form.value("user") ?? form["address"], key: .password(form["password"]))
            mailbox.folder = form.value("folder") ?? mailbox.folder
            mailbox.authservID = form.value("authserv")
            mailbox.takesDetails = form["plus"] == "yes"
            if mailbox.key != nil { mailbox.fromItsBeginning = form["all"] == "yes" }
            mailbox.purpose = try form.mailboxPurpose()
            mailbox.assignee = form.value("assignee")
            _ = try await desk.add(mailbox, to: slug, as: principal)
        }
        guard !problems.isEmpty else { return pages.see(.mailboxes(slug), saying: .mailboxAdded) }
        return pages.answer(try await newMailboxPage(problems, form, request, context), request, status: .unprocessableContent)
    }

    /// `POST /{company}/desk/mailboxes/{mailbox}/connection`
    @Sendable func reconnectMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (slug, principal) = (try context.requireCompany().slug, try context.requirePrincipal())
        let form = try await server.form(request, context)
        let (mailbox, rules) = try await keptMailbox(context)
        let problems = try await mailboxProblems(conflictsAt: "server") {
            let connection = MailboxConnection(
                server: form["server"], user: form.value("user") ?? mailbox.address, folder: form.value("folder") ?? "INBOX", password: form.value("password"),
                authservID: form.value("authserv"), takesDetails: form["plus"] == "yes")
            try await desk.reconnect(mailbox.address, of: slug, by: connection, as: principal)
        }
        guard !problems.isEmpty else { return pages.see(.mailboxes(slug), saying: .mailboxReconnected) }
        var page = try await rulesPage(mailbox, rules.fields(of: mailbox.purpose), request, context)
        page.connection = ConnectionFields(language: context.language).of(mailbox, sent: form, problems)
        return pages.answer(page, request, status: .unprocessableContent)
    }

    /// `POST /{company}/desk/mailboxes/{mailbox}/removal`
    @Sendable func removeMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        let slug = try context.requireCompany().slug
        try await desk.removeMailbox(try await keptMailbox(context).0.address, of: slug, as: try context.requirePrincipal())
        return pages.see(.mailboxes(slug), saying: .mailboxRemoved)
    }

    /// What cannot stay of a mailbox, by its fields: what the mail server says, too.
    private func mailboxProblems(conflictsAt place: String = "address", _ verb: () async throws -> Void) async throws -> [FieldProblem] {
        do {
            try await verb()
            return []
        } catch DeskError.invalid(let problems) {
            return problems
        } catch DeskError.conflict(let said) {
            return [FieldProblem(place, said)]
        } catch {
            guard let problem = FieldProblem(opening: error) else { throw error }
            return [problem]
        }
    }

    private func newMailboxPage(_ problems: [FieldProblem], _ form: FormBody, _ request: Request, _ context: DeskContext) async throws -> NewMailboxPage {
        let (company, principal) = (try context.requireCompany(), try context.requirePrincipal())
        let staff = try await desk.read { try $0.staff(of: principal.company) }
        let rules = MailboxRules(policy: company.policy, staff: staff, language: context.language)
        return NewMailboxPage(
            frame: try await pages.frame(request, context),
            fields: ConnectionFields(language: context.language).ofNew(sent: form, problems) + rules.fields(sent: form, problems))
    }

    /// `POST /{company}/desk/mailboxes/{mailbox}`
    @Sendable func changeMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        let (mailbox, rules) = try await keptMailbox(context)
        do {
            try await desk.change(mailbox.address, of: slug, to: try form.mailboxPurpose(), assigningTo: form.value("assignee"), as: try context.requirePrincipal())
            return pages.see(.mailboxes(slug), saying: .mailboxSaved)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await rulesPage(mailbox, rules.fields(sent: form, problems), request, context), request, status: .unprocessableContent)
        }
    }

    private func rulesPage(_ mailbox: Mailbox, _ fields: [FormField], _ request: Request, _ context: DeskContext) async throws -> MailboxRulesPage {
        var page = MailboxRulesPage(
            frame: try await pages.frame(request, context), address: mailbox.address,
            action: .mailboxes(try context.requireCompany().slug) / "\(mailbox.id)", fields: fields)
        if try context.requirePrincipal().mayConnectMailboxes { page.connection = ConnectionFields(language: context.language).of(mailbox) }
        return page
    }

    private func keptMailbox(_ context: DeskContext) async throws -> (Mailbox, MailboxRules) {
        let (company, principal) = (try context.requireCompany(), try context.requirePrincipal())
        guard principal.mayRunMailboxes else { throw DeskError.forbidden }
        guard let id = Int64(try context.parameters.require("mailbox")) else { throw DeskError.notFound }
        let (mailboxes, staff) = try await desk.read { tx in (try tx.mailboxes(of: principal.company), try tx.staff(of: principal.company)) }
        guard let mailbox = mailboxes.first(where: { $0.id == id }) else { throw DeskError.notFound }
        return (mailbox, MailboxRules(policy: company.policy, staff: staff, language: context.language))
    }

    /// `POST /{company}/desk/mailboxes/{mailbox}/tests`
    @Sendable func testMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        guard let id = Int64(try context.parameters.require("mailbox")) else { throw DeskError.notFound }
        try await desk.test(mailbox: id, as: try context.requirePrincipal())
        return pages.see(.mailboxes(try context.requireCompany().slug), saying: .mailboxTested)
    }
}

extension FormBody {
    /// What a mailbox is for, and what its requests are.
    fileprivate func mailboxPurpose() throws -> Mailbox.Purpose {
        Mailbox.Purpose(
            label: value("label"), type: value("type"), category: value("category"), department: value("department"), priority: value("priority"),
            severity: try number("severity"))
    }
}

/// How a mailbox is opened, as fields; a password that was given is never shown.
struct ConnectionFields {
    let language: Language

    func of(_ mailbox: Mailbox) -> [FormField] {
        of(mailbox, []) { name in
            switch name {
            case "server": mailbox.server
            case "user": mailbox.user
            case "folder": mailbox.folder
            case "authserv": mailbox.authservID ?? ""
            case "plus": mailbox.takesDetails ? "yes" : ""
            default: ""
            }
        }
    }

    func of(_ mailbox: Mailbox, sent form: FormBody, _ problems: [FieldProblem]) -> [FormField] { of(mailbox, problems) { form[$0] } }

    func ofNew(sent form: FormBody, _ problems: [FieldProblem]) -> [FormField] {
        let handedOver = say("Lo entrega el servidor de correo (LMTP, mail deliver)", "The mail server hands it over (LMTP, mail deliver)")
        let arrives = [Choice(value: "imap", label: say("La mesa lo lee por IMAP", "The desk reads it by IMAP")), Choice(value: "handed_over", label: handedOver)]
        return fields(problems, [
            FormField(name: "address", label: say("Dirección", "Address"), kind: .email, isRequired: true, autocomplete: "off"),
            FormField(name: "arrives", label: say("Cómo llega su correo", "How its mail arrives"), kind: .select(arrives)),
        ] + opening(isNew: true) + details + [
            FormField(name: "all", label: say("También lo que ya está en el buzón, con su acuse", "Also what is in it already, acknowledged"), kind: .checkbox)
        ]) { form[$0] }
    }

    private func of(_ mailbox: Mailbox, _ problems: [FieldProblem], _ value: (String) -> String) -> [FormField] {
        fields(problems, (mailbox.isRead ? opening(isNew: false) : []) + details, value)
    }

    private func opening(isNew: Bool) -> [FormField] {
        [
            FormField(name: "server", label: say("Servidor", "Server"), kind: .text, hint: "imaps://correo.ejemplo.mx:993, imap+starttls://correo.ejemplo.mx:143", autocomplete: "off"),
            FormField(name: "user", label: say("Usuario", "User"), kind: .text, hint: say("Vacío: la dirección.", "Empty: the address."), autocomplete: "off"),
            FormField(name: "password", label: say("Contraseña", "Password"), kind: .password, hint: isNew ? nil : say("Vacía: la que ya está.", "Empty: as it is."), autocomplete: "off"),
            FormField(name: "folder", label: say("Carpeta", "Folder"), kind: .text, hint: say("Vacía: INBOX.", "Empty: INBOX."), autocomplete: "off"),
        ]
    }

    private var details: [FormField] {
        [
            FormField(
                name: "authserv", label: say("Nombre con que su servidor firma Authentication-Results", "Name under which your server signs Authentication-Results"), kind: .text,
                hint: say("Sin él, ningún remitente se da por probado.", "Without it no sender counts as proven."), autocomplete: "off"),
            FormField(
                name: "plus", label: say(
                    "El servidor entrega aquí también dirección+algo: las respuestas llevan un secreto que las une a su solicitud",
                    "The server also delivers address+something here: answers carry a secret that joins them to their request"), kind: .checkbox),
        ]
    }

    private func fields(_ problems: [FieldProblem], _ fields: [FormField], _ value: (String) -> String) -> [FormField] {
        fields.map { field in
            var field = field
            if field.name != "password" { field.value = value(field.name) }
            field.problem = problems.first { $0.field == field.name }?.message(in: language)
            return field
        }
    }

    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
}

/// What the requests of a mailbox are, in words and as fields.
struct MailboxRules {
    let policy: Policy
    let staff: [Person]
    let language: Language

    /// What can be said of them: only what the company knows.
    private var lists: [(name: String, label: String, choices: [Choice], value: (Mailbox.Purpose) -> String?)] {
        func choices(_ list: [SupportPolicy.Choice]) -> [Choice] { list.map { Choice(value: $0.id, label: $0.label) } }
        let all: [(name: String, label: String, choices: [Choice], value: (Mailbox.Purpose) -> String?)] = [
            ("type", language(.requestType), policy.types.count < 2 ? [] : choices(policy.types), \.type),
            ("category", language(.category), choices(policy.categories), \.category),
            ("department", Said(es: "Departamento", en: "Department")(in: language), choices(policy.departments), \.department),
            ("priority", language(.priority), choices(policy.priorities), \.priority),
            ("severity", language(.severity), policy.severities.map { Choice(value: "\($0.number)", label: $0.label) }, { $0.severity.map(String.init) }),
            ("assignee", language(.assignee), staff.map { Choice(value: $0.email, label: $0.name) }, { purpose in staff.first { $0.id == purpose.assignee }?.email }),
        ]
        return all.filter { !$0.choices.isEmpty }
    }

    /// "Ventas · Categoría: Cotizaciones"; empty where nothing is said of them.
    func said(_ purpose: Mailbox.Purpose) -> String {
        let rules = lists.compactMap { list in
            list.value(purpose).map { value in "\(list.label): \(list.choices.first { $0.value == value }?.label ?? value)" }
        }
        return ([purpose.label].compactMap { $0 } + rules).joined(separator: " · ")
    }

    func fields(of purpose: Mailbox.Purpose) -> [FormField] {
        fields([]) { name in name == "label" ? purpose.label ?? "" : lists.first { $0.name == name }?.value(purpose) ?? "" }
    }

    /// The form as it was sent, with what cannot stay.
    func fields(sent form: FormBody, _ problems: [FieldProblem]) -> [FormField] { fields(problems) { form[$0] } }

    private func fields(_ problems: [FieldProblem], _ value: (String) -> String) -> [FormField] {
        func problem(_ name: String) -> String? { problems.first { $0.field == name }?.message(in: language) }
        let label = FormField(
            name: "label", label: language(.mailboxPurpose), kind: .text, value: value("label"), hint: language(.mailboxPurposeHint), problem: problem("label"),
            autocomplete: "off")
        return [label] + lists.map { list in
            FormField(
                name: list.name, label: list.label, kind: .select([Choice(value: "", label: "—")] + list.choices), value: value(list.name),
                problem: problem(list.name))
        }
    }
}

/// The state of the mail, in words.
struct MailHealthView {
    let slug: String
    let words: Wording
    let now: Instant
    let language: Language
    /// Whether its reader may try a mailbox.
    var mayTry = false

    func box(_ box: MailHealth.Box) -> MailboxesPage.Box {
        let problem = box.mailbox?.problem?.said, isRead = box.mailbox?.isRead ?? false
        var shown = MailboxesPage.Box(
            address: box.mailbox?.address ?? say("Por el servidor de correo (mail deliver, LMTP)", "By the mail server (mail deliver, LMTP)"),
            state: problem.map { $0(in: language) } ?? (isRead ? say("Se lee", "Is read") : say("Lo entrega el servidor de correo", "The mail server hands it over")),
            standing: problem == nil ? .kept : .late, isRead: isRead,
            readAt: box.mailbox?.readAt.map(at) ?? "", last: box.last.map(at) ?? "", waiting: box.waiting, oldest: box.oldest.map(at) ?? "")
        if mayTry, let place = box.mailbox.map({ Link.mailboxes(slug) / "\($0.id)" }) { (shown.rules, shown.trial) = (place, place / "tests") }
        if let test = box.test { (shown.test, shown.testStanding) = said(test) }
        return shown
    }

    private func said(_ test: MailboxTest) -> (String, OwedLine.Standing) {
        if let arrived = test.arrivedAt {
            let took = words.duration(max(0, arrived - test.askedAt))
            return (say("Salió y llegó en \(took), \(at(test.askedAt))", "Left and arrived in \(took), \(at(test.askedAt))"), .kept)
        }
        switch test.letter {
        case .failed: return (say("No salió: \(test.problem ?? "")", "Did not leave: \(test.problem ?? "")"), .late)
        case .sent: return (say("Salió \(at(test.askedAt)) y no ha llegado", "Left \(at(test.askedAt)) and has not arrived"), now - test.askedAt > 600 ? .late : .soon)
        case .queued, .sending:
            let why = test.problem.map { ": \($0)" } ?? ""
            return (say("Todavía no sale\(why), \(at(test.askedAt))", "Has not left yet\(why), \(at(test.askedAt))"), now - test.askedAt > 600 ? .late : .soon)
        }
    }

    func leaving(_ health: MailHealth) -> String {
        let waiting = health.leavingSince.map { since in
            say("Por enviar: \(health.leaving); el más antiguo, desde \(at(since)).", "To be sent: \(health.leaving); the oldest since \(at(since)).")
        } ?? say("No hay correo por enviar.", "No mail waits to be sent.")
        let refusals = health.refusals.map { refusal in
            say(" \(refusal.relay) no acepta remitente de sobre vacío desde \(at(refusal.at)): el correo automático lleva el de la empresa.",
                " \(refusal.relay) takes no empty envelope sender since \(at(refusal.at)): automatic mail has the company's.")
        }.joined()
        guard health.failed > 0 else { return waiting + refusals }
        return waiting + refusals + say(" No se pudieron entregar: \(health.failed).", " Could not be delivered: \(health.failed).")
    }

    func parked(_ mail: ParkedMail) -> MailboxesPage.Parked {
        let place = Link(slug, "desk", "parked-mail", mail.name)
        return MailboxesPage.Parked(
            at: at(mail.receivedAt), why: mail.reason(in: language), original: mail.hasOriginal && !mail.canBePutAway ? place : nil, again: mail.canBeReadAgain ? place / "reading" : nil,
            away: mail.canBePutAway ? place / "removal" : nil)
    }

    func refused(_ mail: RefusedMail, _ policy: Policy) -> MailboxesPage.Refused {
        MailboxesPage.Refused(
            at: at(mail.at), from: mail.from, subject: mail.subject, cite: mail.clause.flatMap(policy.clause).map { ClauseCite($0, in: slug) },
            original: Link(slug, "desk", "refused-mail", "\(mail.original)"))
    }

    private func at(_ instant: Instant) -> String { words.near(instant, now: now) }
    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
}

import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// How the mail goes.
extension ConsoleRoutes {
    /// `GET /{company}/desk/mailboxes`
    @Sendable func mailboxes(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (company, principal) = (try context.requireCompany(), try context.requirePrincipal())
        let health = try await desk.mailHealth(as: principal)
        let view = MailHealthView(
            slug: company.slug, words: Wording(context.language, company.policy.zone), now: try await desk.now(), language: context.language, mayTry: principal.mayRunMailboxes)
        var page = MailboxesPage(frame: try await pages.frame(request, context), boxes: health.boxes.map(view.box), leaving: view.leaving(health))
        page.isLeavingLate = health.failed > 0
        page.parked = try await desk.parkedMails(as: principal).map(view.parked)
        page.refused = try await desk.refusedMails(as: principal).map { view.refused($0, company.policy) }
        return pages.answer(page, request)
    }

    /// `POST /{company}/desk/mailboxes/{mailbox}/tests`
    @Sendable func testMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        guard let id = Int64(try context.parameters.require("mailbox")) else { throw DeskError.notFound }
        try await desk.test(mailbox: id, as: try context.requirePrincipal())
        return pages.see(.mailboxes(try context.requireCompany().slug), saying: .mailboxTested)
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
        let problem = box.mailbox?.problem?.said
        var shown = MailboxesPage.Box(
            address: box.mailbox?.address ?? say("Por el servidor de correo (mail deliver, LMTP)", "By the mail server (mail deliver, LMTP)"),
            state: problem.map { $0(in: language) } ?? say("Se lee", "Is read"), standing: problem == nil ? .kept : .late,
            readAt: box.mailbox?.readAt.map(at) ?? "", waiting: box.waiting, oldest: box.oldest.map(at) ?? "")
        if mayTry { shown.trial = box.mailbox.map { Link.mailboxes(slug) / "\($0.id)" / "tests" } }
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
            at: at(mail.receivedAt), why: mail.reason(in: language), original: mail.hasOriginal ? place : nil, again: mail.hasOriginal ? place / "reading" : nil)
    }

    func refused(_ mail: RefusedMail, _ policy: Policy) -> OutboxPage.Refused {
        OutboxPage.Refused(
            at: at(mail.at), from: mail.from, subject: mail.subject, cite: mail.clause.flatMap(policy.clause).map { ClauseCite($0, in: slug) },
            original: Link(slug, "desk", "refused-mail", "\(mail.original)"))
    }

    private func at(_ instant: Instant) -> String { words.near(instant, now: now) }
    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
}

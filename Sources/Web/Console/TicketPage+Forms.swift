// Every act is a plain form that posts to the thing it creates: `…/closure`, `…/notes`.
// The answer stands open, because it is what is done most; the others are one key away.

extension TicketPage {
    /// All forms, in the order of a ticket's life.
    var forms: HTML {
        """
        \(acts.take.html(say(.take), id: "take") { takeForm })\
        \(acts.answer.html(say(.answer), id: "answer") { answerForm })\
        \(acts.note.html(say(.writeNote), id: "note") { noteForm })\
        \(acts.ask.html(say(.askClient), id: "ask") { askForm })\
        \(acts.contact.html(say(.logContact), id: "contact") { contactForm })\
        \(acts.classify.html(say(.classify), id: "classify") { classifyForm })\
        \(acts.assign.html(say(.assign), id: "assign") { assignForm })\
        \(mayTime ? "<form class=\"act\" method=\"post\" action=\"\(link / "timers")\">\(frame.csrf)<button>\(say(.startTimer))</button></form>\n" as HTML : nil)\(working.map { "<p class=\"act\"><a href=\"\($0)\">\(say(.recordWork))</a></p>\n" as HTML })\
        \(charging.map { "<p class=\"act\"><a href=\"\($0)\">\(say(.chargeService))</a></p>\n" as HTML })\(quoting.map { "<p class=\"act\"><a href=\"\($0)\">\(say(.newQuote))</a></p>\n" as HTML })\(mayAttach ? attachForm : nil)\
        \(acts.escalate.html(say(.escalate), id: "escalate") { escalateForm })\
        \(acts.sendBack.html(say(.sendBack), id: "return") { sendBackForm })\
        \(acts.vouch.html(say(.vouch), id: "verification") { form("verification", say(.vouch), [text("vouched", say(.howVerified), rows: 2)], submit: say(.vouch)) })\
        \(acts.documentsHeld.isEmpty ? nil : form("missing-forms", say(.isNoForm), [choice("form", say(.requiredForm), acts.documentsHeld)], submit: say(.askForForm)))\
        \(acts.confirmDefect.html(say(.confirmDefect), id: "defect") { form("defect", say(.confirmDefect), [text("fault", say(.faultToClient), rows: 3)], submit: say(.confirmDefect)) })\
        \(acts.deliverCorrection.html(say(.deliverCorrection), id: "correction") { form("correction", say(.deliverCorrection), [text("correction", say(.correctionToClient), rows: 3)], submit: say(.deliverCorrection)) })\
        \(acts.documents.map(documentForm))\
        \(acts.close.html(say(.close), id: "closure") { closeForm })\
        \(acts.reopen.html(say(.reopen), id: "reopening") { reopenForm })
        """
    }

    /// Posts to `…/assignment` without an assignee: to whoever sends it.
    private var takeForm: HTML {
        """
        <form method="post" action="\(link / "assignment")">\(frame.csrf)<button class="primary">\(say(.take))</button></form>

        """
    }

    /// `answer`, `files` to `…/messages`.
    private var answerForm: HTML {
        form("messages", say(.answer), takesFiles: true, isOpen: true, [
            text("answer", say(.answerToClient), rows: 6),
            FormField(
                name: "files", label: say(.files),
                kind: .files(accept: "image/*,.pdf,.xml,.zip,.txt,.doc,.docx,.xls,.xlsx", limits: acts.fileLimits)),
        ] + (acts.owesDelivery ? [FormField(name: "delivers", label: say(.thisDelivers), kind: .checkbox)] : []), submit: say(.sendAnswer), isPrimary: true)
    }

    /// `note` to `…/notes`.
    private var noteForm: HTML {
        form("notes", say(.writeNote), [text("note", say(.internalNote), rows: 3, hint: say(.noteHint))], submit: say(.saveNote))
    }

    /// `reason`, `question` to `…/waits`.
    private var askForm: HTML {
        form("waits", say(.askClient), [
            choice("reason", say(.whatWeWaitFor), acts.waitReasons),
            text("question", say(.questionToClient), rows: 3, hint: say(.askHint)),
        ], submit: say(.askAndWait))
    }

    /// `via` (phone, email), `told` to `…/contact-attempts`.
    private var contactForm: HTML {
        form("contact-attempts", say(.logContact), [
            choice("via", say(.way), [Choice(value: "phone", label: say(.byPhone)), Choice(value: "email", label: say(.byMail))]),
            text("told", say(.whatWasTold), rows: 3),
        ], submit: say(.logContact), before: acts.attempts.map { attempts in """
            <p><b>\(attempts.progress)</b> \(attempts.mustAnnounce) \(attempts.cite?.html)</p>

            """ })
    }

    /// `severity`, `priority`, `type`, `category` to `…/classification`; what is not known yet may stay so.
    private var classifyForm: HTML {
        form("classification", say(.classify), acts.classification.map { name, label, choices, chosen in
            chosen.isEmpty
                ? choice(name, say(label), [Choice(value: "", label: say(.notClassifiedYet))] + choices, isRequired: false)
                : choice(name, say(label), choices, chosen: chosen)
        }, submit: say(.saveClassification))
    }

    /// `assignee` to `…/assignment`.
    private var assignForm: HTML {
        form("assignment", say(.assign), [choice("assignee", say(.assignee), acts.agents)], submit: say(.assign))
    }

    /// `contract` to `…/contract`.
    private var attachForm: HTML {
        form("contract", say(.serveUnderContract), [
            FormField(name: "contract", label: say(.contract), kind: .text, isRequired: true, value: acts.kept["contract"] ?? contract, problem: problem("contract")),
        ], submit: say(.serveUnderContract))
    }

    /// `level`, `why` to `…/escalations`.
    private var escalateForm: HTML {
        form("escalations", say(.escalate), [
            choice("level", say(.level), acts.levels), text("why", say(.reason), rows: 2),
        ], submit: say(.escalate))
    }

    /// `because` to `…/return`.
    private var sendBackForm: HTML {
        form("return", say(.sendBack), [text("because", say(.whatWasFound), rows: 2)], submit: say(.sendBack))
    }

    /// `closing`, `solved`, `solution` to `…/closure`.
    private var closeForm: HTML {
        form("closure", say(.close), [
            choice("closing", say(.howItCloses), acts.closeReasons),
            choice("solved", say(.wasItSolved), acts.isSolved == nil ? [] : [
                Choice(value: "yes", label: say(.wasSolved)), Choice(value: "no", label: say(.wasNotSolved)),
            ], chosen: acts.isSolved == false ? "no" : "yes"),
            text("solution", say(.solutionToClient), rows: 3),
        ] + (acts.agreement == nil ? [] : [
            FormField(name: "agreed", label: say(.whoAgreed), kind: .text, isRequired: true, value: acts.kept["agreed"] ?? "", problem: problem("agreed"), autocomplete: "off"),
            choice("agreed_via", say(.way), acts.ways),
        ]), submit: say(.close), before: "\(acts.criteria.map { "<p>\($0.said) \($0.cite.html)</p>\n" as HTML })\(acts.agreement.map { "<p><b>\($0.said)</b> \($0.cite?.html)</p>\n" as HTML })")
    }

    /// `document`, files, `known` to `…/documents`: attached, or vouched for.
    private func documentForm(_ document: (id: String, label: String, cite: ClauseCite)) -> HTML {
        form("documents", "\(say(.recordDocument)): \(document.label)", takesFiles: true, [
            FormField(name: "document", kind: .hidden, value: document.id),
            FormField(name: "\(document.id)-files", label: say(.files), kind: .files(accept: "image/*,.pdf,.doc,.docx,.zip", limits: acts.fileLimits)),
            FormField(name: "known", label: say(.howVerified), kind: .multiline(rows: 2), value: acts.kept["known"] ?? "", problem: problem("known")),
        ], submit: say(.recordDocument), before: "<p>\(document.cite.html)</p>")
    }

    /// `grounds` to `…/reopening`.
    private var reopenForm: HTML {
        form("reopening", say(.reopen), [text("grounds", say(.reason), rows: 2)], submit: say(.reopen))
    }
}

extension TicketPage {
    /// A form behind its name; open when it is the usual one, or when it was just refused.
    private func form(
        _ place: String, _ name: String, takesFiles: Bool = false, isOpen: Bool = false,
        _ fields: [FormField], submit: String, isPrimary: Bool = false, before: HTML? = nil
    ) -> HTML {
        let asked = fields.filter { if case .select(let choices) = $0.kind { !choices.isEmpty } else { true } }
        return """
            <details\(" open", when: isOpen || asked.contains { $0.problem != nil })><summary>\(name)</summary>
            <form method="post" action="\(link / place)"\(" enctype=\"multipart/form-data\"", when: takesFiles) data-draft="\(folio)-\(place)">
            \(frame.csrf)
            \(before)\(asked.html(in: say))\
            <p><button\(" class=\"primary\"", when: isPrimary)>\(submit)</button></p></form></details>

            """
    }

    private func text(_ name: String, _ label: String, rows: Int, hint: String? = nil) -> FormField {
        FormField(
            name: name, label: label, kind: .multiline(rows: rows), isRequired: true,
            value: acts.kept[name] ?? "", hint: hint, problem: problem(name))
    }

    private func choice(_ name: String, _ label: String, _ choices: [Choice], chosen: String = "", isRequired: Bool = true) -> FormField {
        FormField(
            name: name, label: label, kind: .select(choices), isRequired: isRequired,
            value: acts.kept[name] ?? chosen, problem: problem(name))
    }

    private func problem(_ name: String) -> String? {
        problems.first { $0.name == name }?.problem
    }
}

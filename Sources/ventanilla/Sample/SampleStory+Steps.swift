import BusinessTime
import ServiceDesk
import SupportPolicy

/// What people do, by the same verbs as the pages.
extension SampleStory {
    /// Does the next step of a request.
    ///
    /// - Returns: whether anything can follow.
    mutating func live(_ current: inout SampleCase) async throws -> Bool {
        let step = current.script.removeFirst().step
        do {
            if case .open = step {
                try await open(&current)
                return true
            }
            return try await act(step, on: &current)
        } catch DeskError.refused {
            // A clause says no: it is journaled, and life goes on.
            return !current.folio.isEmpty
        }
    }

    private mutating func open(_ current: inout SampleCase) async throws {
        let cast = casts[current.cast], template = current.request
        let channel = random.pick(weighted: cast.company.channels)
        var request = NewRequest(
            requesterEmail: current.client.email, channel: channel, subject: template.subject, description: template.text)
        request.requesterName = current.client.name
        request.rfc = current.client.rfc
        request.type = template.type
        request.category = template.category
        request.department = template.department
        request.priority = template.priority
        if template.hasPicture, channel == .portal || channel == .email {
            let picture = Upload(name: "pantalla.png", mediaType: "image/png", bytes: SamplePicture.png(shade: random.number(0...99)))
            request.files = try await desk.keep([picture])
        }
        // Calls and chats are logged by whoever takes them.
        let isLogged = channel == .phone || channel == .chat
        let row = try await desk.open(request, in: cast.slug, as: isLogged ? agent(ofLevel: 1, in: cast) : nil)
        current.folio = row.ticket.folio
        current.requester = Principal(
            company: row.ticket.company, person: row.ticket.requester, name: row.requesterName, email: row.requesterEmail, role: .client)
    }

    private mutating func act(_ step: SampleStep, on current: inout SampleCase) async throws -> Bool {
        guard let client = current.requester else { return false }
        let cast = casts[current.cast], folio = current.folio, request = current.request
        let ticket = try await desk.read { try $0.ticket(folio, visibleTo: client).ticket }
        guard !ticket.isClosed else { return try await comeBack(step, to: &current, as: client) }
        let holder = cast.agents.first { $0.person == ticket.assignee } ?? agent(ofLevel: ticket.level, in: cast)

        switch step {
        case .open, .comeBack: break
        case .take where ticket.assignee == nil: try await desk.assign(folio, as: holder)
        case .take: break
        case .classify: try await classify(ticket, request, as: holder)
        case .reply: try await desk.reply(to: folio, saying: random.pick(SampleWords.firstAnswers), as: holder)
        case .explain:
            try await desk.reply(to: folio, saying: request.solution, as: holder)
            // What a closing costs is told with its offer.
            if ticket.waitReason != .confirmation { try await charge(ticket, in: cast, as: holder) }
        case .ask: try await desk.ask(folio, request.question, as: holder)
        case .answer: try await desk.replyOfClient(to: folio, saying: request.answer, as: client)
        case .thank: try await desk.replyOfClient(to: folio, saying: random.pick(SampleWords.thanks), as: client)
        case .note: try await desk.note(on: folio, saying: random.pick(SampleWords.notes), as: holder)
        case .contact where ticket.isWaiting && cast.policy.lifecycle.contactAttempts != nil:
            current.contacts += 1
            try await desk.contact(
                folio, via: current.contacts == 2 ? .phone : .email, saying: SampleWords.contact(current.contacts), as: holder)
        case .contact: break
        case .escalate:
            guard let level = ticket.level, level < 3 else { break }
            try await desk.escalate(folio, to: level + 1, because: random.pick(SampleWords.escalations), as: holder)
        case .returnDown where (ticket.level ?? 1) > 1: try await desk.returnToLevel(folio, because: request.solution, as: holder)
        case .returnDown: break
        case .close: try await desk.close(folio, because: request.solution, as: holder)
        case .closeByAnother:
            let another = cast.agents.first { $0.person != ticket.assignee } ?? holder
            try await desk.close(folio, because: request.solution, as: another)
        case .confirm where ticket.isWaiting && random.chance(75): try await desk.close(folio, because: "Confirmo, gracias.", as: client)
        case .confirm: break
        case .closeByClient: try await desk.close(folio, because: random.pick(SampleWords.ownClosings), as: client)
        }
        return true
    }

    /// On a closed ticket only its client does anything: he comes back.
    ///
    /// - Returns: whether anything can follow: always, where he may still come back.
    private mutating func comeBack(_ step: SampleStep, to current: inout SampleCase, as client: Principal) async throws -> Bool {
        if case .comeBack = step {
            let row = try await desk.replyOfClient(to: current.folio, saying: random.pick(SampleWords.comebacks), as: client)
            current.folio = row.ticket.folio
            return true
        }
        return current.script.contains { if case .comeBack = $0.step { true } else { false } }
    }

    private func classify(_ ticket: Ticket, _ request: SampleRequest, as agent: Principal) async throws {
        guard let severity = request.severity, ticket.severity == nil else { return }
        try await desk.classify(ticket.folio, severity: severity, as: agent)
    }

    /// Somebody who attends a level; anybody where there are none.
    private mutating func agent(ofLevel level: Int?, in cast: SampleCast) -> Principal {
        let fitting = cast.agents.filter { $0.level == nil || $0.level == level ?? 1 }
        return random.pick(fitting.isEmpty ? cast.agents : fitting)
    }
}

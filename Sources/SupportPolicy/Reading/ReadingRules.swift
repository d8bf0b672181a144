import BusinessTime

/// The rules themselves: ways in, forms, promises, pauses, the life of a ticket, levels.
extension PolicyReader {
    func readSeverities() throws -> [Severity] {
        guard let cursor = try top.optional("severities") else { return [] }
        return try cursor.entries().compactMap { key, entry in
            top.attempt {
                Severity(
                    number: Int(key) ?? 0, label: try entry.required("label").text(),
                    text: try entry.optional("text")?.text(), clause: try clause(entry))
            }
        }
    }

    func readChannels() throws -> [Channel] {
        try top.required("channels").entries().compactMap { id, entry in
            top.attempt {
                Channel(
                    id: id, kind: try entry.required("kind").word(), label: try entry.required("label").text(),
                    address: try entry.optional("address")?.text(),
                    calendar: try entry.optional("calendar").map(calendar),
                    opensOnlyIf: try entry.optional("opens_ticket_only_if").map { try condition($0) },
                    wayIn: try entry.optional("way_in")?.text(), clause: try clause(entry))
            }
        }
    }

    func readAdmission(_ cursor: Cursor) throws -> AdmissionRules {
        let notOffered = try cursor.required("not_offered")
        return AdmissionRules(
            notOffered: try clause(notOffered), wayIn: try notOffered.required("way_in").text(),
            requirements: try cursor.optional("requires")?.elements().map { entry in
                AdmissionRules.Requirement(
                    record: try entry.required("record").word(),
                    when: try condition(entry.optional("when")), routedTo: try entry.optional("routed_to")?.word(),
                    takenAs: try entry.optional("taken_as")?.text(),
                    wayIn: try entry.optional("way_in")?.text(), clause: try clause(entry))
            } ?? [])
    }

    func readForms() throws -> [ChannelKind: Form] {
        guard let cursor = try top.optional("forms") else { return [:] }
        var forms: [ChannelKind: Form] = [:]
        for (key, entry) in try cursor.entries() {
            if let kind = ChannelKind(rawValue: key) { forms[kind] = top.attempt { try readForm(entry) } }
        }
        return forms
    }

    private func readForm(_ entry: Cursor) throws -> Form {
        Form(
            title: try entry.required("title").text(),
            instructions: try entry.optional("instructions")?.elements().map { try $0.text() } ?? [],
            asksHumanCheck: try entry.optional("human_check")?.flag() ?? false,
            thanks: try entry.optional("thanks")?.text(),
            fields: try entry.required("fields").elements().map { field in
                Form.Field(
                    id: try field.required("id").text(), label: try field.required("label").text(),
                    isRequired: try field.optional("required")?.flag() ?? false,
                    hint: try field.optional("hint")?.text())
            },
            missing: try entry.optional("missing")?.word() ?? .refused, clause: try clause(entry))
    }

    func readPromises() throws -> [Promise] {
        guard let cursor = try top.optional("targets") else { return [] }
        return try cursor.elements().compactMap { entry in
            top.attempt {
                let (bound, written) = try readBound(entry)
                return Promise(
                    id: try entry.required("id").text(), metric: try entry.required("metric").word(),
                    when: try condition(entry.optional("when")), bound: bound,
                    schedule: try calendar(entry.required("calendar")).schedule, starts: try entry.required("starts").word(),
                    asWritten: written, clause: try clause(entry))
            }
        }
    }

    private func readBound(_ entry: Cursor) throws -> (Bound, String) {
        let schedule = try? calendar(entry.required("calendar")).schedule
        if let limit = try readLimit(entry, in: schedule) { return limit }
        if let least = try entry.optional("at_least") {
            return (.atLeast(try allowance(least, counted: entry, in: schedule)), "\(try least.text()) +")
        }
        if let effort = try entry.optional("best_effort") {
            return (.bestEffort, try effort.text())
        }
        if let words = try entry.optional("as_soon_as_possible") {
            return (.asSoonAsPossible, try words.text())
        }
        throw AlreadyFound()
    }

    /// `within`, or `range`; `nil` where neither stands.
    func readLimit(_ entry: Cursor, in schedule: Schedule?) throws -> (Bound, String)? {
        func allowance(_ amount: Cursor) throws -> Allowance { try self.allowance(amount, counted: entry, in: schedule) }
        if let within = try entry.optional("within") {
            return (.within(try allowance(within)), try within.text())
        }
        guard let range = try entry.optional("range") else { return nil }
        let (from, to) = (try range.required("from"), try range.required("to"))
        let bound = Bound.range(target: try allowance(from), limit: try allowance(to))
        return (bound, "\(try from.text()) – \(try to.text())")
    }

    func readPauses() throws -> [Pause] {
        guard let cursor = try top.optional("pauses") else { return [] }
        return try cursor.elements().compactMap { entry in
            top.attempt {
                Pause(
                    state: try entry.required("while").word(), metrics: Set(try entry.required("metrics").words()),
                    clause: try clause(entry))
            }
        }
    }

    func readLifecycle(_ cursor: Cursor) throws -> Lifecycle {
        let states = try cursor.required("states")
        let labels = try states.required("labels")
        let named = try TicketState.allCases.map { ($0, try labels.required($0.rawValue).text()) }
        let closing = try cursor.required("closing")
        let agent = try closing.required("by_agent")
        let client = try closing.required("by_client")
        return Lifecycle(
            labels: Dictionary(uniqueKeysWithValues: named),
            assignsAtOpening: try cursor.optional("assignment").flatMap { entry in
                try entry.required("at_opening").flag() ? try clause(entry) : nil
            },
            agentClosing: Lifecycle.AgentClosing(
                effect: try agent.required("effect").word(),
                onlyAssignee: try agent.optional("only")?.text() == "assignee",
                clause: try clause(agent)),
            clientClosing: try clause(client),
            acceptance: try closing.optional("acceptance").map(readAcceptance),
            silence: try closing.optional("silence").map(readSilence),
            contactAttempts: try closing.optional("contact_attempts").map(readContactAttempts),
            afterClosing: try readAfterClosing(cursor.required("after_closing")))
    }

    private func readAcceptance(_ entry: Cursor) throws -> Lifecycle.Acceptance {
        let schedule = try calendar(entry.required("calendar")).schedule
        let (reminds, closes) = (try entry.required("remind"), try entry.required("close"))
        let acceptance = Lifecycle.Acceptance(
            when: try condition(entry.optional("when")), reminds: try allowance(reminds, counted: entry, in: schedule),
            closes: try allowance(closes, counted: entry, in: schedule), schedule: schedule, clause: try clause(entry))
        // Both are counted alike from one instant, whichever that is.
        if let start = try? schedule.nextOpen(from: Instant(seconds: 1_772_000_000)),
           let first = try? schedule.due(acceptance.reminds, after: start), let last = try? schedule.due(acceptance.closes, after: start), first >= last {
            throw reminds.finding(.error, Said(
                es: "se recuerda ('\(try reminds.text())') antes de cerrar ('\(try closes.text())')", en: "reminding ('\(try reminds.text())') comes before closing ('\(try closes.text())')"))
        }
        return acceptance
    }

    private func readSilence(_ entry: Cursor) throws -> Lifecycle.Silence {
        let schedule = try calendar(entry.required("calendar")).schedule
        return Lifecycle.Silence(
            allowance: .moreThan(try allowance(entry.required("more_than"), counted: entry, in: schedule, roll: .nextOpening)),
            schedule: schedule,
            channels: Set(try entry.optional("channels")?.words(ChannelKind.self) ?? []), clause: try clause(entry))
    }

    private func readContactAttempts(_ entry: Cursor) throws -> Lifecycle.ContactAttempts {
        let schedule = try calendar(entry.required("calendar")).schedule
        return Lifecycle.ContactAttempts(
            attempts: try entry.required("attempts").integer(), via: Set(try entry.required("via").words(ChannelKind.self)),
            schedule: schedule, wait: try allowance(entry.required("wait"), counted: entry, in: schedule),
            clause: try clause(entry), announces: try clause(entry, key: "announces"))
    }

    private func readAfterClosing(_ entry: Cursor) throws -> Lifecycle.AfterClosing {
        let window = try entry.required("reopen_within")
        let never = try window.text() == "never"
        guard let schedule = calendars.first?.schedule else { throw AlreadyFound() }
        return Lifecycle.AfterClosing(
            reopensWithin: never ? nil : try allowance(window, counted: entry, in: schedule), schedule: schedule, clause: try clause(entry))
    }

    func readEscalation(_ cursor: Cursor) throws -> EscalationRules {
        let levels = try cursor.required("levels").entries().map { key, entry in
            EscalationRules.Level(
                number: Int(key) ?? 0, label: try entry.required("label").text(),
                attendedBy: try entry.optional("attended_by")?.text(),
                notifies: try entry.optional("notifies")?.words() ?? [], clause: try clause(entry))
        }
        let breach = try cursor.optional("on_breach")
        return EscalationRules(
            kind: try cursor.required("kind").word(), levels: levels,
            moves: try cursor.optional("moves")?.elements().map(readMove) ?? [],
            returnsTo: try cursor.optional("returns").map { entry in
                (level: try entry.required("to").integer(), clause: try clause(entry))
            },
            breachNotifies: try breach?.required("notifies").words() ?? [],
            breachClause: try breach.map { try clause($0) }, clause: try clause(cursor))
    }

    private func readMove(_ entry: Cursor) throws -> EscalationRules.Move {
        let from = try entry.required("from")
        return EscalationRules.Move(
            from: try from.text() == "any" ? nil : try from.integer(), to: try entry.required("to").integer(),
            when: try condition(entry.optional("when")), atOpening: try entry.optional("at_opening")?.flag() ?? false,
            clause: try clause(entry))
    }

    func readProvisions() throws -> [Provision] {
        guard let cursor = try top.optional("provisions") else { return [] }
        return try cursor.entries().compactMap { id, entry in
            top.attempt {
                Provision(
                    id: id, text: try entry.required("text").text(),
                    items: try entry.optional("items")?.elements().map { item in
                        Dictionary(try item.entries().map { ($0.key, try $0.value.text()) }, uniquingKeysWith: { $1 })
                    } ?? [],
                    clause: try clause(entry))
            }
        }
    }
}

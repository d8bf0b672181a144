import BusinessTime

/// The rules themselves: ways in, forms, promises, pauses, the life of a ticket, levels.
extension PolicyReader {
    func readSeverities() throws -> [Severity] {
        guard let cursor = try top.optional("severities") else { return [] }
        return try cursor.entries().compactMap { key, entry in
            top.attempt {
                guard let number = Int(key), number > 0 else {
                    throw entry.finding(.error, Said(es: "la severidad es un número desde 1", en: "a severity is a number from 1"))
                }
                let severity = Severity(
                    number: number, label: try entry.required("label").text(),
                    text: try entry.optional("text")?.text(), clause: try clause(entry))
                entry.finish()
                return severity
            }
        }
    }

    func readChannels() throws -> [Channel] {
        try top.required("channels").entries().compactMap { id, entry in
            top.attempt {
                let channel = Channel(
                    id: id, kind: try entry.required("kind").word(), label: try entry.required("label").text(),
                    address: try entry.optional("address")?.text(),
                    calendar: try entry.optional("calendar") == nil ? nil : calendar(entry),
                    opensOnlyIf: try entry.optional("opens_ticket_only_if").map { try condition($0) },
                    wayIn: try entry.optional("way_in")?.text(), clause: try clause(entry))
                entry.finish()
                return channel
            }
        }
    }

    func readAdmission(_ cursor: Cursor) throws -> AdmissionRules {
        let notOffered = try cursor.required("not_offered")
        let rules = AdmissionRules(
            notOffered: try clause(notOffered), wayIn: try notOffered.required("way_in").text(),
            requirements: try cursor.optional("requires")?.elements().map { entry in
                let requirement = AdmissionRules.Requirement(
                    record: try entry.required("record").word(),
                    when: try condition(entry.optional("when")), clause: try clause(entry))
                entry.finish()
                return requirement
            } ?? [])
        notOffered.finish()
        cursor.finish()
        return rules
    }

    func readForms() throws -> [ChannelKind: Form] {
        guard let cursor = try top.optional("forms") else { return [:] }
        var forms: [ChannelKind: Form] = [:]
        for (key, entry) in try cursor.entries() {
            guard let kind = ChannelKind(rawValue: key) else {
                entry.note(entry.notAllowed(key, ChannelKind.allCases.map(\.rawValue)))
                continue
            }
            forms[kind] = top.attempt { try readForm(entry) }
        }
        return forms
    }

    private func readForm(_ entry: Cursor) throws -> Form {
        let form = Form(
            title: try entry.required("title").text(),
            instructions: try entry.optional("instructions")?.elements().map { try $0.text() } ?? [],
            asksHumanCheck: try entry.optional("human_check")?.flag() ?? false,
            thanks: try entry.optional("thanks")?.text(),
            fields: try entry.required("fields").elements().map { field in
                let value = Form.Field(
                    id: try field.required("id").text(), label: try field.required("label").text(),
                    isRequired: try field.optional("required")?.flag() ?? false,
                    hint: try field.optional("hint")?.text())
                field.finish()
                return value
            },
            clause: try clause(entry))
        entry.finish()
        return form
    }

    func readPromises() throws -> [Promise] {
        guard let cursor = try top.optional("targets") else { return [] }
        return try cursor.elements().compactMap { entry in
            top.attempt {
                let (bound, written) = try readBound(entry)
                let promise = Promise(
                    id: try entry.required("id").text(), metric: try entry.required("metric").word(),
                    when: try condition(entry.optional("when")), bound: bound,
                    schedule: try calendar(entry).schedule, starts: try entry.required("starts").word(),
                    asWritten: written, clause: try clause(entry))
                _ = try entry.optional("count")
                entry.finish()
                return promise
            }
        }
    }

    private func readBound(_ entry: Cursor) throws -> (Bound, String) {
        if let within = try entry.optional("within") {
            return (.within(try allowance(within, counted: entry)), try within.text())
        }
        if let range = try entry.optional("range") {
            let (from, to) = (try range.required("from"), try range.required("to"))
            range.finish()
            let bound = Bound.range(target: try allowance(from, counted: entry), limit: try allowance(to, counted: entry))
            return (bound, "\(try from.text()) – \(try to.text())")
        }
        if let least = try entry.optional("at_least") {
            return (.atLeast(try allowance(least, counted: entry)), "\(try least.text()) +")
        }
        if let effort = try entry.optional("best_effort") {
            return (.bestEffort, try effort.text())
        }
        throw entry.finding(.error, Said(
            es: "falta cuánto: within, range, at_least o best_effort", en: "how much is missing: within, range, at_least or best_effort"))
    }

    func readPauses() throws -> [Pause] {
        guard let cursor = try top.optional("pauses") else { return [] }
        return try cursor.elements().compactMap { entry in
            top.attempt {
                let pause = Pause(
                    state: try entry.required("while").word(), metrics: Set(try entry.required("metrics").words()),
                    clause: try clause(entry))
                entry.finish()
                return pause
            }
        }
    }

    func readLifecycle(_ cursor: Cursor) throws -> Lifecycle {
        let states = try cursor.required("states")
        let labels = try states.required("labels")
        let named = try TicketState.allCases.map { ($0, try labels.required($0.rawValue).text()) }
        for name in try states.optional("assumes")?.elements() ?? [] { try checkAssumption(name) }
        let closing = try cursor.required("closing")
        let agent = try closing.required("by_agent")
        let client = try closing.required("by_client")
        _ = try client.optional("effect")
        let lifecycle = Lifecycle(
            labels: Dictionary(uniqueKeysWithValues: named),
            assignsAtOpening: try cursor.optional("assignment").flatMap { entry in
                try entry.required("at_opening").flag() ? try clause(entry) : nil
            },
            agentClosing: Lifecycle.AgentClosing(
                effect: try agent.required("effect").word(),
                onlyAssignee: try agent.optional("only").map { only in
                    guard try only.text() == "assignee" else { throw only.notAllowed(try only.text(), ["assignee"]) }
                    return true
                } ?? false,
                clause: try clause(agent)),
            clientClosing: try clause(client),
            silence: try closing.optional("silence").map(readSilence),
            contactAttempts: try closing.optional("contact_attempts").map(readContactAttempts),
            afterClosing: try readAfterClosing(cursor.required("after_closing")))
        [cursor, states, labels, closing, agent, client].forEach { $0.finish() }
        return lifecycle
    }

    private func readSilence(_ entry: Cursor) throws -> Lifecycle.Silence {
        let silence = Lifecycle.Silence(
            allowance: .moreThan(try allowance(entry.required("more_than"), counted: entry, roll: .nextOpening)),
            schedule: try calendar(entry).schedule,
            channels: Set(try entry.optional("channels")?.words(ChannelKind.self) ?? []), clause: try clause(entry))
        entry.finish()
        return silence
    }

    private func readContactAttempts(_ entry: Cursor) throws -> Lifecycle.ContactAttempts {
        let attempts = try entry.required("attempts")
        guard try (1...9).contains(attempts.integer()) else { throw attempts.notAllowed(try attempts.text(), ["1 … 9"]) }
        let rule = Lifecycle.ContactAttempts(
            attempts: try attempts.integer(), via: Set(try entry.required("via").words(ChannelKind.self)),
            schedule: try calendar(entry).schedule,
            wait: try allowance(entry.required("wait"), counted: entry),
            clause: try clause(entry), announces: try clause(entry, key: "announces"))
        entry.finish()
        return rule
    }

    private func readAfterClosing(_ entry: Cursor) throws -> Lifecycle.AfterClosing {
        let window = try entry.required("reopen_within")
        let never = try window.text() == "never"
        guard let calendar = calendars.first else { throw AlreadyFound() }
        let rule = Lifecycle.AfterClosing(
            reopensWithin: never ? nil : try allowance(window, counted: entry),
            schedule: calendar.schedule, clause: try clause(entry))
        if never { _ = try entry.optional("count") }
        entry.finish()
        return rule
    }

    func readEscalation(_ cursor: Cursor) throws -> EscalationRules {
        let levels = try cursor.required("levels").entries().map { key, entry in
            guard let number = Int(key), (1...9).contains(number) else {
                throw entry.finding(.error, Said(es: "el nivel es un número del 1 al 9", en: "a level is a number from 1 to 9"))
            }
            let level = EscalationRules.Level(
                number: number, label: try entry.required("label").text(),
                attendedBy: try entry.optional("attended_by")?.text(),
                notifies: try entry.optional("notifies")?.words() ?? [], clause: try clause(entry))
            entry.finish()
            return level
        }
        let breach = try cursor.optional("on_breach")
        let rules = EscalationRules(
            kind: try cursor.required("kind").word(), levels: levels,
            moves: try cursor.optional("moves")?.elements().map(readMove) ?? [],
            returnsTo: try cursor.optional("returns").map { entry in
                let target = (level: try entry.required("to").integer(), clause: try clause(entry))
                entry.finish()
                return target
            },
            breachNotifies: try breach?.required("notifies").words() ?? [],
            breachClause: try breach.map { try clause($0) }, clause: try clause(cursor))
        breach?.finish()
        cursor.finish()
        return rules
    }

    private func readMove(_ entry: Cursor) throws -> EscalationRules.Move {
        let from = try entry.required("from")
        let move = EscalationRules.Move(
            from: try from.text() == "any" ? nil : try from.integer(), to: try entry.required("to").integer(),
            when: try condition(entry.optional("when")), atOpening: try entry.optional("at_opening")?.flag() ?? false,
            clause: try clause(entry))
        entry.finish()
        return move
    }

    func readProvisions() throws -> [Provision] {
        guard let cursor = try top.optional("provisions") else { return [] }
        return try cursor.entries().compactMap { id, entry in
            top.attempt {
                let provision = Provision(
                    id: id, text: try entry.required("text").text(),
                    items: try entry.optional("items")?.elements().map { item in
                        Dictionary(try item.entries().map { ($0.key, try $0.value.text()) }, uniquingKeysWith: { $1 })
                    } ?? [],
                    clause: try clause(entry))
                entry.finish()
                return provision
            }
        }
    }
}

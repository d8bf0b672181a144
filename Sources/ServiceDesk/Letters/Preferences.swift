import BusinessTime
import Storage
import SupportPolicy

/// What somebody chose to receive, by series; whatever he did not choose comes one by one, at once.
package struct LetterPreferences: Sendable, Equatable {
    fileprivate(set) var chosen: [LetterSeries: LetterChoice] = [:]

    package subscript(_ series: LetterSeries) -> LetterChoice { chosen[series] ?? .each }
}

/// A letter that a policy promises, and the clause by which nobody can switch it off.
package struct PromisedLetter: Sendable {
    package let what: Said
    package let clause: Clause
}

extension Desk {
    package func preferences(of principal: Principal) async throws -> LetterPreferences {
        try await read { try $0.preferences(of: principal.person, in: principal.company) }
    }

    /// In which somebody is written to.
    package func language(of principal: Principal) async throws -> Language? {
        try await read { try $0.person(principal.person)?.language }
    }

    /// Chooses how one has some series, and in which language one is written to; journaled under the company.
    ///
    /// - Parameter language: `nil`: as it was.
    /// - Throws: `.invalid` for a choice that a series does not have.
    package func choose(_ choices: [LetterSeries: LetterChoice], in language: Language? = nil, as principal: Principal) async throws {
        for (series, choice) in choices where series.isOfStaff != principal.role.isStaff || !series.choices.contains(choice) {
            throw DeskError.invalid(series.rawValue, "Elija una opción de la lista.", "Choose one of the list.")
        }
        defer { access.forgetAll() }
        try await write { tx in try tx.choose(choices, in: language, as: principal) }
    }

    /// Whom and what a link of a letter switches off; `nil` unless it is ours and he is still known.
    package func ending(_ token: String, in slug: String) async throws -> (person: Person, series: LetterSeries?)? {
        guard let named = LetterKey.reading(token, with: try await secret(named: LetterKey.secretName)) else { return nil }
        return try await read { tx in
            guard let person = try tx.person(named.person), person.company == (try tx.company(slug).id), !Person.isErased(person.email) else { return nil }
            return (person, named.series)
        }
    }

    /// Switches a series off by the link of a letter; done again, it changes nothing.
    ///
    /// - Throws: `.notFound` for a link that is not ours.
    package func end(_ token: String, in slug: String) async throws {
        guard let (person, series) = try await ending(token, in: slug) else { throw DeskError.notFound }
        defer { access.forgetAll() }
        try await write { tx in
            let known = try tx.preferences(of: person.id, in: person.company)
            let ended = series.map { [$0] } ?? LetterSeries.allCases.filter { known[$0] == .hourly || known[$0] == .daily }
            try tx.choose(Dictionary(uniqueKeysWithValues: ended.map { ($0, LetterChoice.never) }), as: person.principal, via: "link")
        }
    }
}

extension DeskTransaction {
    func preferences(of person: Int64, in company: Int64) throws -> LetterPreferences {
        let rows = try sql.fetch("SELECT series, choice FROM preference WHERE company_id = \(company) AND person_id = \(person)")
        return try rows.reduce(into: LetterPreferences()) { $0.chosen[try $1[0]] = try $1[1] }
    }

    /// What each of the staff chose, by person; kept for a moment, as the staff is.
    func preferencesOfStaff(in company: Int64) throws -> [Int64: LetterPreferences] {
        try desk.access.preferences(of: company) {
            let rows = try sql.fetch("""
                SELECT preference.person_id, preference.series, preference.choice
                FROM person JOIN preference ON preference.company_id = person.company_id AND preference.person_id = person.id
                WHERE person.company_id = \(company) AND person.role IN ('agent', 'quality', 'operations', 'admin')
                """)
            return try rows.reduce(into: [:]) { $0[try $1[0], default: LetterPreferences()].chosen[try $1[1]] = try $1[2] }
        }
    }

    fileprivate func choose(_ choices: [LetterSeries: LetterChoice], in language: Language? = nil, as principal: Principal, via: String? = nil) throws {
        let known = try preferences(of: principal.person, in: principal.company)
        let news = choices.filter { known[$0.key] != $0.value }
        let other = try language == person(principal.person)?.language ? nil : language
        guard !news.isEmpty || other != nil else { return }
        var facts = Dictionary(uniqueKeysWithValues: news.map { ($0.key.rawValue, $0.value.rawValue) })
        (facts["via"], facts["language"]) = (via, other?.rawValue)
        try appendToCompany(principal.company, .preferencesChanged, by: principal, for: principal.person, facts: facts)
        if let other { try sql.execute("UPDATE person SET language = \(other) WHERE id = \(principal.person) AND company_id = \(principal.company)") }
        for (series, choice) in news.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try sql.execute("""
                INSERT INTO preference (company_id, person_id, series, choice) VALUES (\(principal.company), \(principal.person), \(series), \(choice))
                ON CONFLICT (company_id, person_id, series) DO UPDATE SET choice = excluded.choice
                """)
            try reschedule(series, choice, of: principal)
        }
    }

    /// What waits to be told together follows the new choice; what shall come one by one is told together a last time.
    private func reschedule(_ series: LetterSeries, _ choice: LetterChoice, of principal: Principal) throws {
        guard series.isOfStaff, choice != .each else { return }
        let policy = try policy(try company(id: principal.company).policyID)
        let kinds = NoticeKind.allCases.filter { $0.series == series }
        try sql.execute("""
            UPDATE notice SET digest_at = \(policy.digest(choice, after: now))
            WHERE company_id = \(principal.company) AND person_id = \(principal.person) AND digest_at IS NOT NULL AND kind IN (\(kinds))
            """)
    }
}

extension Policy {
    /// When what happens now is told together with other things; `nil` where it is not.
    ///
    /// Every hour is the full hour by the company's clock, as long as it is open or just closed; a day begins when it first opens.
    func digest(_ choice: LetterChoice, after now: Instant) -> Instant? {
        let schedule = calendars[0].schedule
        switch choice {
        case .each, .never: return nil
        case .hourly:
            let offset = Int64(zone.offset(at: now)), local = now.seconds + offset
            let hour = Instant(seconds: (local - local.remainder(3_600) + 3_600) - offset)
            if (try? schedule.previousOpen(before: hour)) == hour { return hour }
            return (try? schedule.nextOpen(from: hour)) ?? hour
        case .daily:
            let today = zone.date(of: now)
            if let opening = try? schedule.nextOpen(from: zone.startOfDay(today)), opening > now { return opening }
            let tomorrow = zone.startOfDay(today.adding(days: 1))
            return (try? schedule.nextOpen(from: tomorrow)) ?? tomorrow
        }
    }

    /// When a company opens again that closed unforeseen; `nil` where it did not.
    func opening(after instant: Instant, outside closed: [Span]) -> Instant? {
        guard var day = closed.first(where: { $0.start <= instant && instant < $0.end }) else { return nil }
        while true {
            let opening = (try? calendars[0].schedule.nextOpen(from: day.end)) ?? day.end
            guard let next = closed.first(where: { $0.start <= opening && opening < $0.end }) else { return opening }
            day = next
        }
    }

    /// What nobody of a role can switch off, and by which clauses.
    package func promisedLetters(to role: Role) -> [PromisedLetter] {
        role.isStaff ? promisedNotices(to: role) : promisedToClients
    }

    private var promisedToClients: [PromisedLetter] {
        func letter(_ es: String, _ en: String, _ clause: Clause?) -> PromisedLetter? {
            clause.map { PromisedLetter(what: Said(es: es, en: en), clause: $0) }
        }
        let offer = lifecycle.agentClosing.effect == .offer ? lifecycle.agentClosing.clause : lifecycle.acceptance?.clause
        return [
            letter("El acuse con su folio y lo que le debemos", "The acknowledgement with your folio and what we owe you", (channel(.email) ?? channels.first)?.clause),
            letter("Lo que le respondemos y lo que le preguntamos", "What we answer and what we ask you", lifecycle.clientClosing),
            letter("Cada intento de contacto, con la fecha en que se cerraría", "Each attempt to reach you, with the date on which it would close", lifecycle.contactAttempts?.announces),
            letter("El aviso de que se cerrará si no responde", "That it closes without your answer", lifecycle.silence?.clause),
            letter("El cierre que le proponemos, y su recordatorio", "The closing that we offer, and its reminder", offer),
            letter("Que su solicitud se cerró, y por qué", "That your request was closed, and why", lifecycle.agentClosing.clause),
        ].compactMap { $0 }
    }

    private func promisedNotices(to role: Role) -> [PromisedLetter] {
        var letters: [PromisedLetter] = []
        if let rules = escalation {
            if rules.breachNotifies.contains(role) {
                letters.append(PromisedLetter(what: Said(es: "Que algo venció sin cumplirse", en: "That something fell due unmet"), clause: rules.breachClause ?? rules.clause))
            }
            letters += rules.levels.filter { $0.notifies.contains(role) }.map {
                PromisedLetter(what: Said(es: "Que un ticket llegó al nivel \($0.number), \($0.label)", en: "That a ticket came to level \($0.number), \($0.label)"), clause: $0.clause)
            }
        }
        letters += admission.requirements.filter { $0.routedTo == role }.map { rule in
            let record = rule.record.said
            return PromisedLetter(what: Said(es: "Que llegó una solicitud sin que conste \(record.es)", en: "That a request came without \(record.en) on record"), clause: rule.clause)
        }
        if let disputes, disputes.handler == role {
            letters.append(PromisedLetter(what: Said(es: "Que un cliente no está conforme con un cierre", en: "That a client disputes a closing"), clause: disputes.clause))
        }
        return letters
    }
}

extension Int64 {
    /// What is left of it by whole `size`s, never negative.
    fileprivate func remainder(_ size: Int64) -> Int64 { (self % size + size) % size }
}

import BusinessTime

/// How a remote session ended (GE-39).
public enum SessionOutcome: String, Sendable, Hashable, CaseIterable {
    case solved
    /// Another procedure was agreed on: the request stays open.
    case furtherProcedure = "further_procedure"
    /// Not by this way: why, and what to do instead, was explained.
    case explained
}

extension Policy {
    /// The rule of working on a client's equipment from afar; `nil` where the document says nothing of it.
    public var remoteAccess: (rule: Commitment, access: Duty.RemoteAccess)? {
        for rule in commitments(on: .remoteAccess) {
            if case .remoteAccess(let access) = rule.duty { return (rule, access) }
        }
        return nil
    }

    /// Whether a session may be held with a program: one of those that the document names, unless support may name another (IN-49, FP-3).
    public func checkTool(_ tool: String) throws(Refusal) {
        guard let (rule, access) = remoteAccess, !access.tools.isEmpty, !access.allowsOtherTools else { return }
        guard !access.tools.contains(where: { $0.lowercased() == tool.lowercased() }) else { return }
        let names = access.tools.joined(separator: ", ")
        throw Refusal(rule.clause, Said(es: "El acceso remoto es por: \(names).", en: "Remote access is by: \(names)."))
    }

    /// The clause under which a session begins.
    ///
    /// - Parameter hasConsent: whether the client said yes to this session.
    /// - Throws: a refusal with its clause where he has to, and did not.
    public func sessionBegins(hasConsent: Bool) throws(Refusal) -> Clause? {
        guard let (rule, access) = remoteAccess else { return nil }
        guard hasConsent || access.consent == .byContract else {
            throw Refusal(rule.clause, Said(
                es: "Nadie entra a un equipo sin que el cliente lo autorice: registre quién lo autorizó y cómo.",
                en: "Nobody enters a machine without the client's consent: record who gave it, and how."))
        }
        return rule.clause
    }

    /// The clause by which an outcome is what it is: when that kind of request is done (GE-39), else that of remote access.
    public func clause(of outcome: SessionOutcome, for facts: TicketFacts) -> Clause? {
        (closingCriteria(of: facts) ?? remoteAccess?.rule)?.clause
    }
}

extension Policy {
    /// A timer that runs so long was forgotten (seconds).
    private static let longestTimer: Int64 = 8 * 3_600

    /// From when on a running timer counts as forgotten: the company has closed for the day, or it has run for eight hours.
    public func timerIsForgotten(from start: Instant) -> Instant {
        let schedule = calendars[0].schedule
        let midnight = zone.startOfDay(zone.date(of: start).adding(days: 1))
        let closing = (try? schedule.previousOpen(before: midnight)) ?? .never
        return min(closing > start ? closing : .never, start + Self.longestTimer)
    }
}

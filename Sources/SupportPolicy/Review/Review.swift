import BusinessTime

/// The catalogue of what a policy that can be read is still questioned about.
enum Review {
    static func findings(of policy: Policy, file: String) -> [Finding] {
        checks.flatMap { check in
            check(policy).map { Finding(kind: $0.kind, file: file, line: 0, path: $0.path, message: $0.message) }
        }
    }

    private struct Remark {
        let kind: Finding.Kind
        let path: String
        let message: Said
    }

    private static let checks: [@Sendable (Policy) -> [Remark]] = [
        ambiguousPromises, levelsNobodyKnows, schedulesWithoutOpenTime, lifelessClauses,
    ]

    /// Two promises of one metric that can match one request must differ in how specific they are.
    private static let ambiguousPromises: @Sendable (Policy) -> [Remark] = { policy in
        policy.promises.enumerated().flatMap { index, promise in
            policy.promises[(index + 1)...].compactMap { other in
                guard promise.metric == other.metric, promise.when.specificity == other.when.specificity,
                      promise.when.overlaps(other.when)
                else { return nil }
                return Remark(kind: .error, path: "targets", message: Said(
                    es: "'\(promise.id)' (\(promise.clause.section)) y '\(other.id)' (\(other.clause.section)) valen para la misma solicitud y ninguna es más específica",
                    en: "'\(promise.id)' (\(promise.clause.section)) and '\(other.id)' (\(other.clause.section)) fit the same request and neither is more specific"))
            }
        }
    }

    /// A rule about a level that the company does not have would never apply.
    private static let levelsNobodyKnows: @Sendable (Policy) -> [Remark] = { policy in
        let known = Set(policy.escalation?.levels.map(\.number) ?? [])
        let moves = policy.escalation?.moves.flatMap { [$0.from, $0.to].compactMap { $0 } } ?? []
        let returns = policy.escalation?.returnsTo.map { [$0.level] } ?? []
        let named = [("escalation", moves + returns), ("targets", policy.promises.flatMap(\.when.levels))]
        return named.flatMap { path, levels in
            Set(levels).subtracting(known).sorted().map { level in
                Remark(kind: .error, path: path, message: Said(
                    es: "no hay un nivel \(level); los niveles son: \(known.sorted())",
                    en: "there is no level \(level); the levels are: \(known.sorted())"))
            }
        }
    }

    /// A promise that counts in a schedule which never opens can never fall due.
    private static let schedulesWithoutOpenTime: @Sendable (Policy) -> [Remark] = { policy in
        policy.calendars.compactMap { calendar in
            guard (try? calendar.schedule.nextOpen(from: .init(seconds: 1_767_225_600))) == nil else { return nil }
            return Remark(kind: .error, path: "calendars.\(calendar.id)", message: Said(
                es: "este horario nunca abre", en: "these hours never open"))
        }
    }

    /// A clause that no rule cites does nothing.
    private static let lifelessClauses: @Sendable (Policy) -> [Remark] = { policy in
        let cited = policy.citedClauses
        return policy.clauses.filter { !cited.contains($0.id) }.map { clause in
            Remark(kind: .warning, path: "clauses.\(clause.id)", message: Said(
                es: "ninguna regla cita esta cláusula (\(clause.section))", en: "no rule cites this clause (\(clause.section))"))
        }
    }
}

extension Policy {
    /// The ids of all clauses that some rule obeys.
    public var citedClauses: Set<String> {
        var cited: [Clause] = calendars.map(\.clause) + channels.map(\.clause) + promises.map(\.clause) + pauses.map(\.clause)
        for list in [types, categories, departments, priorities] { cited += list.map(\.clause) }
        cited += severities.map(\.clause) + forms.values.map(\.clause) + provisions.map(\.clause)
        cited += [admission.notOffered] + admission.requirements.map(\.clause)
        cited += [lifecycle.assignsAtOpening, lifecycle.silence?.clause, lifecycle.contactAttempts?.clause,
                  lifecycle.contactAttempts?.announces].compactMap { $0 }
        cited += [lifecycle.agentClosing.clause, lifecycle.clientClosing, lifecycle.afterClosing.clause]
        if let escalation {
            cited += [escalation.clause] + escalation.levels.map(\.clause) + escalation.moves.map(\.clause)
            cited += [escalation.returnsTo?.clause, escalation.breachClause].compactMap { $0 }
        }
        return Set(cited.map(\.id))
    }
}

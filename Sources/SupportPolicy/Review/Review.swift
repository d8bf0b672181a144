import BusinessTime

/// The catalogue of what a policy that can be read is still questioned about.
enum Review {
    /// - Parameter line: the line on which a path stands in the document.
    static func findings(of policy: Policy, file: String, line: (String) -> Int) -> [Finding] {
        catalogue.flatMap { rule, check in
            check(policy).map { remark in
                Finding(
                    kind: remark.kind, rule: rule, file: file, line: line(remark.path), path: remark.path,
                    message: remark.message, cites: remark.cites)
            }
        }
    }

    private struct Remark {
        let kind: Finding.Kind
        let path: String
        let cites: [Clause]
        let message: Said

        init(_ kind: Finding.Kind, _ path: String, _ cites: Clause..., es: String, en: String) {
            self.kind = kind
            self.path = path
            self.cites = cites
            message = Said(es: es, en: en)
        }
    }

    private typealias Check = @Sendable (Policy) -> [Remark]

    private static let catalogue: [(rule: String, check: Check)] = [
        ("ambiguous-targets", ambiguousTargets), ("unreachable-target", unreachableTargets), ("unknown-level", unknownLevels),
        ("never-open", schedulesThatNeverOpen), ("overlapping-hours", overlappingHours), ("inner-step-longer", longerInnerSteps),
        ("target-outside-channel", targetsOutsideChannels), ("range", ranges), ("no-limit", promisesWithoutLimit),
        ("silence", channelsWithoutTargets), ("complaint-target", complaintTargets), ("availability-margin", availabilityWithoutMargin),
        ("retention", contradictingRetention), ("retention-floor", retentionBelowTheLaw), ("scope-price", scopeAgainstPrices), ("visit-charge", visitsThatCannotBeCharged), ("visit-ruling", visitsRuledTwice), ("visit-free", visitsMadeForNothing), ("plan-later", plansThatPromiseLater),
        ("open-while", closingsNeverHeldUp), ("needless-document", documentsBeforeNothing), ("lifeless-clause", lifelessClauses),
        ("no-address", companyWithoutAddress),
    ]

    /// Two weeks without a closed day: what happens every week happens here.
    private static let ordinaryWeeks = Span(Instant(seconds: 1_782_691_200), Instant(seconds: 1_783_900_800))

    /// Two promises of one metric that can match one request must differ in how specific they are.
    private static let ambiguousTargets: Check = { policy in
        policy.promises.indices.flatMap { index in
            policy.promises[(index + 1)...].compactMap { other in
                let promise = policy.promises[index]
                guard promise.metric == other.metric, promise.when.specificity == other.when.specificity,
                      promise.when.overlaps(other.when)
                else { return nil }
                return Remark(
                    .error, "targets[\(index)]", promise.clause, other.clause,
                    es: "'\(promise.id)' y '\(other.id)' valen para la misma solicitud y ninguna es más específica",
                    en: "'\(promise.id)' and '\(other.id)' fit the same request and neither is more specific")
            }
        }
    }

    /// A promise by a way that the company does not offer is made to nobody.
    private static let unreachableTargets: Check = { policy in
        policy.promises.enumerated().compactMap { index, promise in
            guard !promise.when.channels.isEmpty, promise.when.channels.allSatisfy({ policy.channel($0) == nil }) else { return nil }
            return Remark(
                .warning, "targets[\(index)]", promise.clause,
                es: "'\(promise.id)' nunca aplica: la empresa no ofrece ese medio", en: "'\(promise.id)' never applies: the company does not offer that channel")
        }
    }

    /// A rule about a level that the company does not have would never apply.
    private static let unknownLevels: Check = { policy in
        let known = Set(policy.escalation?.levels.map(\.number) ?? [])
        let moves = policy.escalation?.moves.flatMap { [$0.from, $0.to].compactMap { $0 } } ?? []
        let returns = policy.escalation?.returnsTo.map { [$0.level] } ?? []
        let named = [("escalation", moves + returns)] + policy.promises.enumerated().map { ("targets[\($0)]", Array($1.when.levels)) }
        return named.flatMap { path, levels in
            Set(levels).subtracting(known).sorted().map { level in
                Remark(
                    .error, path, es: "no hay un nivel \(level); los niveles son: \(known.sorted())",
                    en: "there is no level \(level); the levels are: \(known.sorted())")
            }
        }
    }

    /// A promise that counts in a schedule which never opens can never fall due.
    private static let schedulesThatNeverOpen: Check = { policy in
        policy.calendars.compactMap { calendar in
            guard (try? calendar.schedule.nextOpen(from: .init(seconds: 1_767_225_600))) == nil else { return nil }
            return Remark(.error, "calendars.\(calendar.id)", calendar.clause, es: "este horario nunca abre", en: "these hours never open")
        }
    }

    /// Hours that are joined and overlap count once; a reader may have added them up.
    private static let overlappingHours: Check = { policy in
        policy.calendars.compactMap { calendar in
            guard let overlap = calendar.schedule.firstOverlap(in: ordinaryWeeks) else { return nil }
            let (es, en) = (Wording(.es, calendar.schedule.zone), Wording(.en, calendar.schedule.zone))
            return Remark(
                .question, "calendars.\(calendar.id)", calendar.clause,
                es: "los horarios que se unen se traslapan de \(es.clock(overlap.start)) a \(es.clock(overlap.end)); ese tiempo cuenta una vez",
                en: "the joined hours overlap from \(en.clock(overlap.start)) to \(en.clock(overlap.end)); that time counts once")
        }
    }

    /// A step of a complaint that may take longer than the complaint's own term: who obeys one breaks the other.
    private static let longerInnerSteps: Check = { policy in
        policy.promises.enumerated().flatMap { index, inner in
            policy.promises.filter { inner.metric == .opinionDelivered && $0.metric == .decision && $0.when.overlaps(inner.when) }
                .compactMap { outer -> Remark? in
                    let start = startsOfWeek(in: inner.schedule).first { start in
                        guard let inside = try? policy.dueDate(of: inner, from: start), let whole = try? policy.dueDate(of: outer, from: start) else { return false }
                        return inside.due > whole.due && !whole.isIndicative
                    }
                    guard let start, let inside = try? policy.dueDate(of: inner, from: start).due,
                          let whole = try? policy.dueDate(of: outer, from: start).due else { return nil }
                    let (es, en) = (Wording(.es, inner.schedule.zone), Wording(.en, inner.schedule.zone))
                    return Remark(
                        .error, "targets[\(index)]", inner.clause, outer.clause,
                        es: "'\(inner.id)' (\(inner.asWritten)) no cabe en '\(outer.id)' (\(outer.asWritten)): del \(es.short(start)), uno vence el \(es.short(inside)) y el otro el \(es.short(whole))",
                        en: "'\(inner.id)' (\(inner.asWritten)) does not fit into '\(outer.id)' (\(outer.asWritten)): from \(en.short(start)) one is due \(en.short(inside)), the other \(en.short(whole))")
                }
        }
    }

    /// Ten in the morning of each open day of two weeks.
    private static func startsOfWeek(in schedule: Schedule) -> [Instant] {
        (0..<14).map { ordinaryWeeks.start + Int64($0) * 86_400 + 16 * 3_600 }.filter(schedule.isOpen)
    }

    /// A clock that runs while the way in is closed: nobody is there to answer by it.
    private static let targetsOutsideChannels: Check = { policy in
        policy.promises.enumerated().flatMap { index, promise in
            promise.when.channels.compactMap(policy.channel).sorted { $0.id < $1.id }.compactMap { channel in
                guard let hours = channel.calendar, let time = promise.schedule.firstTime(in: ordinaryWeeks, outside: hours.schedule) else { return nil }
                let (es, en) = (Wording(.es, hours.schedule.zone), Wording(.en, hours.schedule.zone))
                return Remark(
                    .question, "targets[\(index)]", promise.clause, channel.clause,
                    es: "'\(promise.id)' cuenta tiempo en que '\(channel.label)' está cerrado: \(es.short(time.start)) a \(es.clock(time.end))",
                    en: "'\(promise.id)' counts time in which '\(channel.label)' is closed: \(en.short(time.start)) to \(en.clock(time.end))")
            }
        }
    }

    /// "De 10 a 20 minutos": which of the two is the promise?
    private static let ranges: Check = { policy in
        policy.promises.enumerated().compactMap { index, promise in
            guard case .range = promise.bound else { return nil }
            return Remark(
                .question, "targets[\(index)]", promise.clause,
                es: "'\(promise.id)' promete un intervalo (\(promise.asWritten)): sólo el mayor obliga",
                en: "'\(promise.id)' promises a range (\(promise.asWritten)): only the longer binds")
        }
    }

    /// What has no upper bound is never late.
    private static let promisesWithoutLimit: Check = { policy in
        policy.promises.enumerated().compactMap { index, promise in
            guard promise.bound.limit == nil else { return nil }
            let isFirst = promise.bound == .asSoonAsPossible
            return Remark(
                .question, "targets[\(index)]", promise.clause,
                es: "'\(promise.id)' (\(promise.asWritten)) no tiene tope: nunca vence\(isFirst ? ", y va antes que lo que tiene plazo" : "")",
                en: "'\(promise.id)' (\(promise.asWritten)) has no upper bound: it is never late\(isFirst ? ", and comes before whatever has a due date" : "")")
        }
    }

    /// A way in by which nobody is owed a first answer.
    private static let channelsWithoutTargets: Check = { policy in
        policy.channels.compactMap { channel in
            let isPromised = policy.promises.contains { promise in
                promise.metric == .firstResponse && (promise.when.channels.isEmpty || promise.when.channels.contains(channel.kind))
            }
            guard !isPromised else { return nil }
            return Remark(
                .question, "channels.\(channel.id)", channel.clause,
                es: "por '\(channel.label)' nadie debe una primera respuesta", en: "by '\(channel.label)' nobody is owed a first answer")
        }
    }

    /// An opinion or a decision that is owed by a target of another kind is owed by nothing.
    private static let complaintTargets: Check = { policy in
        policy.commitments(on: .complaints).enumerated().compactMap { index, step in
            let (key, id, metric): (String, String, Metric)
            switch step.duty {
            case .complaint(.opinion(let target, _, _)): (key, id, metric) = ("opinion", target, .opinionDelivered)
            case .complaint(.decision(let target, _)): (key, id, metric) = ("decision", target, .decision)
            default: return nil
            }
            guard let promise = policy.promise(id), promise.metric != metric else { return nil }
            return Remark(
                .error, "commitments.complaints[\(index)].\(key)", step.clause, promise.clause,
                es: "'\(id)' mide '\(promise.metric.said.es)' y aquí hace falta '\(metric.said.es)'",
                en: "'\(id)' measures '\(promise.metric.said.en)'; '\(metric.said.en)' is needed here")
        }
    }

    /// All of the time, and maintenance counts: the first announced maintenance breaks it.
    private static let availabilityWithoutMargin: Check = { policy in
        policy.commitments(on: .availability).enumerated().compactMap { index, promise in
            guard case .availability(let uptime) = promise.duty, uptime.atLeastPerMille == 1_000, uptime.maintenance == .counts else { return nil }
            return Remark(
                .warning, "commitments.availability[\(index)]", promise.clause,
                es: "promete el 100 % y el mantenimiento cuenta como caído: el primer mantenimiento lo incumple",
                en: "it promises 100 %, and maintenance counts as down: the first maintenance breaks it")
        }
    }

    /// What one clause lets go while another still needs it.
    private static let contradictingRetention: Check = { policy in
        let kept = policy.commitments(on: .retention).enumerated().compactMap { index, rule in
            if case .retention(let retention) = rule.duty { (path: "commitments.retention[\(index)]", rule: rule, retention: retention) } else { nil }
        }
        let contradicted = kept.compactMap { short -> Remark? in
            let longer = kept.first { $0.retention.record == short.retention.record && $0.retention.start == short.retention.start
                && $0.retention.atLeastMonths > short.retention.atLeastMonths }
            guard let longer else { return nil }
            return Remark(
                .warning, short.path, short.rule.clause, longer.rule.clause,
                es: "'\(short.rule.id)' conserva \(short.retention.atLeastMonths) meses lo que '\(longer.rule.id)' conserva \(longer.retention.atLeastMonths): vale lo más largo",
                en: "'\(short.rule.id)' keeps for \(short.retention.atLeastMonths) months what '\(longer.rule.id)' keeps for \(longer.retention.atLeastMonths): the longer holds")
        }
        // Calendar days only are compared: no other way of counting reaches a month by little.
        guard case .calendarDays(let days, _) = policy.lifecycle.afterClosing.reopensWithin else { return contradicted }
        return contradicted + kept.compactMap { kept in
            // A month has at least 28 days.
            guard kept.retention.record == .tickets, kept.retention.start == .closing, kept.retention.atLeastMonths * 28 < days else { return nil }
            return Remark(
                .warning, kept.path, kept.rule.clause, policy.lifecycle.afterClosing.clause,
                es: "un ticket se reabre hasta \(days) días después de cerrado y se conserva \(kept.retention.atLeastMonths) meses",
                en: "a ticket is reopened up to \(days) days after it was closed, and kept for \(kept.retention.atLeastMonths) months")
        }
    }

    /// What a policy promises to keep at least, and what the law makes its company keep: five years of whatever supports an
    /// invoice (CFF art. 30), ten of messages that record what was agreed (Código de Comercio art. 49).
    private static let retentionBelowTheLaw: Check = { policy in
        policy.commitments(on: .retention).enumerated().compactMap { index, rule in
            guard case .retention(let retention) = rule.duty else { return nil }
            let charges = retention.record == .tickets && !policy.tariff.items.isEmpty
            let months = charges ? 120 : retention.record == .changes ? 0 : 12
            guard retention.atLeastMonths < months else { return nil }
            return Remark(
                .question, "commitments.retention[\(index)]", rule.clause,
                es: charges
                    ? "\(retention.atLeastMonths) meses es lo que el cliente puede consultarlo; la ley pide 5 años de lo que ampara un cobro (CFF art. 30) y 10 de lo que consta como pactado (Código de Comercio art. 49)"
                    : "\(retention.atLeastMonths) meses es menos que el año que tiene el cliente para quejarse ante la Profeco (LFPC art. 105)",
                en: charges
                    ? "\(retention.atLeastMonths) months is how long the client can consult it; the law asks for 5 years of what supports a charge (CFF art. 30) and 10 of what records an agreement (Código de Comercio art. 49)"
                    : "\(retention.atLeastMonths) months is less than the year a client has to complain to Profeco (LFPC art. 105)")
        }
    }

    /// What the scope says of a service and what the price list says of it.
    private static let scopeAgainstPrices: Check = { policy in
        [Commitment.Topic.scope, .warranty].flatMap { topic in
            policy.commitments(on: topic).enumerated().flatMap { index, rule -> [Remark] in
                let (services, fits): ([String], (ChargeMoment) -> Bool)
                switch rule.duty {
                case .scope(let scope) where scope.coverage == .quoted: (services, fits) = (scope.services, { $0 == .byQuote })
                case .warranty(let warranty): (services, fits) = (warranty.services, { $0 == .never })
                default: return []
                }
                return services.compactMap(policy.tariff.item).filter { !fits($0.charged) }.map { item in
                    Remark(
                        .error, "commitments.\(topic.rawValue)[\(index)].services", rule.clause, item.clause,
                        es: "'\(rule.label)' no concuerda con la lista de precios: '\(item.label)' se cobra '\(item.charged.said.es)'",
                        en: "'\(rule.label)' does not agree with the price list: '\(item.label)' is charged '\(item.charged.said.en)'")
                }
            }
        }
    }

    private static func visits(of policy: Policy) -> [(path: String, rule: Commitment, visit: Duty.Visit)] {
        policy.commitments(on: .visits).enumerated().compactMap { index, rule in
            if case .visit(let visit) = rule.duty { ("commitments.visits[\(index)]", rule, visit) } else { nil }
        }
    }

    /// A visit made in vain is charged by the price list, or by nothing: nobody quotes it afterwards.
    private static let visitsThatCannotBeCharged: Check = { policy in
        visits(of: policy).flatMap { path, rule, visit in
            visit.charges.compactMap(policy.tariff.item).filter { $0.price.isEmpty || $0.onlyIfSolved }.map { item in
                Remark(
                    .error, "\(path).charges", rule.clause, item.clause,
                    es: "una visita hecha en vano no puede cobrarse como '\(item.label)': se cobra '\(item.charged.said.es)'\(item.onlyIfSolved ? ", y sólo si se soluciona" : "")",
                    en: "a visit made in vain cannot be charged as '\(item.label)': that is charged '\(item.charged.said.en)'\(item.onlyIfSolved ? ", and only if solved" : "")")
            }
        }
    }

    /// Two rules for one failure: only the first would ever rule.
    private static let visitsRuledTwice: Check = { policy in
        let ruling = visits(of: policy).filter { $0.visit.otherwise != nil }
        return ruling.enumerated().compactMap { place, second in
            guard let first = ruling[..<place].first(where: { $0.visit.failure == nil || second.visit.failure == nil || $0.visit.failure == second.visit.failure }) else { return nil }
            return Remark(
                .warning, second.path, first.rule.clause, second.rule.clause,
                es: "'\(first.rule.id)' y '\(second.rule.id)' dicen qué pasa con la misma visita: decide la primera",
                en: "'\(first.rule.id)' and '\(second.rule.id)' say what becomes of the same visit: the first decides")
        }
    }

    /// A visit that counts as given and costs nothing, where visits are charged.
    private static let visitsMadeForNothing: Check = { policy in
        let isCharged = policy.tariff.items.contains { ($0.isOnSite || $0.addedWhen.contains(.onSite)) && !$0.price.isEmpty }
        return visits(of: policy).filter { isCharged && $0.visit.otherwise == .countsAsDone && $0.visit.charges.isEmpty }.map { path, rule, _ in
            Remark(
                .question, path, rule.clause,
                es: "una visita que cuenta como proporcionada por '\(rule.id)' no se cobra", en: "a visit that counts as given by '\(rule.id)' is not charged")
        }
    }

    /// A plan by which something is owed later than to whoever has none: seldom meant.
    private static let plansThatPromiseLater: Check = { policy in
        policy.tariff.plans.flatMap { plan in
            policy.promises.compactMap { promise -> Remark? in
                let own = policy.effective(promise, under: Layers(plan: plan))
                guard let changed = [own.limit, own.hours].first(where: { $0.layer != .company }) else { return nil }
                let examples = startsOfWeek(in: promise.schedule).lazy.compactMap { start -> (start: Instant, own: Instant, printed: Instant)? in
                    guard let due = try? policy.dueDate(of: own.promise, from: start).due,
                          let printed = try? policy.dueDate(of: promise, from: start).due, due > printed else { return nil }
                    return (start, due, printed)
                }
                guard let example = examples.first else { return nil }
                let (es, en) = (Wording(.es, promise.schedule.zone), Wording(.en, promise.schedule.zone))
                return Remark(
                    .question, "plans.\(plan.id).overrides.targets.\(promise.id)", changed.clause, promise.clause,
                    es: "con '\(plan.label)' se debe '\(promise.id)' más tarde que sin plan: del \(es.short(example.start)), el \(es.short(example.own)) en vez del \(es.short(example.printed))",
                    en: "with '\(plan.label)' '\(promise.id)' is owed later than without a plan: from \(en.short(example.start)), \(en.short(example.own)) instead of \(en.short(example.printed))")
            }
        }
    }

    /// Agreeing to close what nothing keeps open, and two rules for one category: only the first decides.
    private static let closingsNeverHeldUp: Check = { policy in
        let rules = policy.commitments(on: .caseClosing).enumerated().compactMap { index, rule in
            if case .caseClosing(let closing) = rule.duty { (path: "commitments.case_closing[\(index)]", rule: rule, closing: closing) } else { nil }
        }
        return rules.enumerated().compactMap { place, found in
            if let first = rules[..<place].first(where: { !Set($0.closing.categories).isDisjoint(with: found.closing.categories) }) {
                return Remark(
                    .warning, found.path, first.rule.clause, found.rule.clause,
                    es: "'\(first.rule.id)' y '\(found.rule.id)' dicen cuándo se cierra la misma categoría: decide la primera",
                    en: "'\(first.rule.id)' and '\(found.rule.id)' say when the same category is closed: the first decides")
            }
            guard found.closing.closesByAgreement, found.closing.openWhile.isEmpty else { return nil }
            return Remark(
                .question, "\(found.path).by_agreement", found.rule.clause,
                es: "'\(found.rule.id)' se cierra por mutuo acuerdo, y nada la mantiene abierta: falta 'open_while'",
                en: "'\(found.rule.id)' is closed by agreement, and nothing keeps it open: 'open_while' is missing")
        }
    }

    /// A document that is needed before an order, where nothing is ordered by quote; or that names what is ordered, and is needed
    /// before nothing.
    private static let documentsBeforeNothing: Check = { policy in
        policy.commitments(on: .requiredDocuments).enumerated().compactMap { index, rule in
            guard case .requiredDocument(let document) = rule.duty else { return nil }
            if !document.services.isEmpty, document.before == nil {
                return Remark(
                    .question, "commitments.required_documents[\(index)].services", rule.clause,
                    es: "'\(rule.label)' nombra servicios, y no dice que haga falta antes de ordenarlos: falta 'before'",
                    en: "'\(rule.label)' names services, and does not say that it is needed before they are ordered: 'before' is missing")
            }
            guard document.before == .order,
                  policy.tariff.quotes == nil, !policy.tariff.items.contains(where: { $0.charged == .byQuote })
            else { return nil }
            return Remark(
                .warning, "commitments.required_documents[\(index)].before", rule.clause,
                es: "'\(rule.label)' hace falta antes de ordenar, y nada se cotiza", en: "'\(rule.label)' is needed before an order, and nothing is quoted")
        }
    }

    /// A clause that no rule cites does nothing.
    private static let lifelessClauses: Check = { policy in
        let cited = policy.citedClauses
        return policy.clauses.filter { !cited.contains($0.id) }.map { clause in
            Remark(.warning, "clauses.\(clause.id)", clause, es: "ninguna regla cita esta cláusula", en: "no rule cites this clause")
        }
    }

    /// A document may well not print it; the company writes to its clients all the same.
    private static let companyWithoutAddress: Check = { policy in
        guard policy.company.email == nil else { return [] }
        return [Remark(
            .question, "company",
            es: "no dice el correo de la empresa ('email'): lo que se escribe a los clientes sale del primer buzón y, sin buzón, de un remitente que no existe y que nadie puede contestar",
            en: "does not say the company's e-mail ('email'): what is written to clients leaves from the first mailbox, and without one from a sender that does not exist and nobody can answer")]
    }
}

extension Policy {
    /// The ids of all clauses that some rule obeys.
    public var citedClauses: Set<String> {
        var cited: [Clause] = calendars.map(\.clause) + channels.map(\.clause) + promises.map(\.clause) + pauses.map(\.clause)
        for list in [types, categories, departments, priorities] { cited += list.map(\.clause) }
        cited += severities.map(\.clause) + forms.values.map(\.clause) + provisions.map(\.clause)
        cited += [admission.notOffered] + admission.requirements.map(\.clause)
        cited += [lifecycle.assignsAtOpening, lifecycle.acceptance?.clause, lifecycle.silence?.clause, lifecycle.contactAttempts?.clause,
                  lifecycle.contactAttempts?.announces].compactMap { $0 }
        cited += [lifecycle.agentClosing.clause, lifecycle.clientClosing, lifecycle.afterClosing.clause]
        if let escalation {
            cited += [escalation.clause] + escalation.levels.map(\.clause) + escalation.moves.map(\.clause)
            cited += [escalation.returnsTo?.clause, escalation.breachClause].compactMap { $0 }
        }
        cited += tariff.clauses + commitments.map(\.clause)
        return Set(cited.map(\.id))
    }
}

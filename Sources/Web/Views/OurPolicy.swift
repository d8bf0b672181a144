import BusinessTime
import Foundation
import ServiceDesk
import SupportPolicy

/// A policy as a page for everybody.
struct OurPolicyView {
    let policy: Policy
    let slug: String
    let now: Instant
    let language: Language
    /// Where this page is: the portal's or the console's.
    let address: Link

    private var words: Wording { Wording(language, policy.zone) }

    /// - Parameters:
    ///   - shown: the version that `policy` is; `nil`: the one in force.
    ///   - question: what the calculator was asked.
    ///   - review: for staff only.
    func page(in frame: PageFrame, versions: [PolicyVersion], shown: Int64?, question: Question, review: PolicyReview?) -> PolicyPage {
        let current = versions.first { $0.standing == .inForce }?.id
        let standing = versions.first { $0.id == shown ?? current }?.standing ?? .inForce
        let isPast = standing != .inForce
        let promises = PromisesView(policy: policy, slug: slug, now: now, language: language)
        return PolicyPage(
            frame: frame, name: policy.title, version: versionLine,
            past: said(standing)(in: language),
            hours: hours, closedDays: isPast ? [] : closedDays, promises: promises.promises,
            calculator: isPast ? nil : calculator(question),
            prices: PriceTables(policy, in: slug, language: language), commitments: commitments, sections: sections,
            assumptions: policy.assumptions.map { PolicyPage.Assumption(question: "\($0.id): \($0.about)", answer: $0.text) },
            remarks: review?.remarks(in: slug, language) ?? [], examples: review == nil ? [] : examples,
            changes: review?.difference?.changes(in: words) ?? [],
            versions: versions.map { version in
                let since = words.full(version.activeFrom)
                let name = version.standing == .scheduled
                    ? Said(es: "Versión \(version.version), desde el \(since)", en: "Version \(version.version), from \(since) on")
                    : Said(es: "Versión \(version.version), en vigor desde el \(since)", en: "Version \(version.version), in force since \(since)")
                return PolicyPage.Version(
                    name: name(in: language), link: version.id == current ? address : address.with([("version", "\(version.id)")]),
                    isShown: version.id == shown ?? current)
            })
    }

    private func said(_ standing: PolicyVersion.Standing) -> Said {
        switch standing {
        case .inForce: Said(es: "", en: "")
        case .past: Said(es: "Esta versión ya no está en vigor.", en: "This version is no longer in force.")
        case .scheduled, .proposed: Said(es: "Esta versión todavía no está en vigor.", en: "This version is not in force yet.")
        }
    }

    private var versionLine: String {
        let since = policy.effectiveFrom.map { Said(es: ", vigente desde el \(words.full($0))", en: ", valid since \(words.full($0))")(in: language) }
        return Said(es: "Versión \(policy.version)", en: "Version \(policy.version)")(in: language) + (since ?? "")
    }

    private var hours: [PolicyPage.Hours] {
        policy.calendars.map { calendar in
            let isOpen = calendar.schedule.isOpen(at: now)
            return PolicyPage.Hours(
                label: calendar.label, now: words.hours(of: calendar.schedule, now: now), isOpen: isOpen,
                cite: ClauseCite(calendar.clause, in: slug))
        }
    }

    /// The closed days of the coming year, by the first calendar.
    private var closedDays: [PolicyPage.ClosedDay] {
        let today = policy.zone.local(now).date
        return policy.calendars[0].schedule.closedDays(from: today, through: today.adding(days: 365)).map { day in
            PolicyPage.ClosedDay(date: words.full(day.date), name: words.closedDay(day.name))
        }
    }

    private var commitments: [PolicyPage.Topic] {
        Commitment.Topic.allCases.compactMap { topic in
            let lines = policy.commitments(on: topic).map { commitment in
                PolicyPage.Topic.Line(
                    label: commitment.label, details: policy.details(of: commitment, in: language), cite: ClauseCite(commitment.clause, in: slug))
            }
            return lines.isEmpty ? nil : PolicyPage.Topic(id: topic.rawValue, title: topic.said(in: language), lines: lines)
        }
    }

    private var examples: [PolicyPage.Example] {
        let examples = (try? policy.workedExamples(after: policy.zone.local(now).date)) ?? []
        return examples.map { example in
            let due = example.due.due.insteadOfDate?(in: language) ?? words.short(example.due.due)
            return PolicyPage.Example(
                promise: "\(example.promise.metric.said(in: language)), \(example.promise.asWritten)", arrival: words.short(example.start), due: due,
                cite: ClauseCite(example.promise.clause, in: slug))
        }
    }

    private var sections: [PolicyPage.Section] {
        policy.clauses.reduce(into: [(title: String, clauses: [PolicyPage.Clause])]()) { sections, clause in
            let shown = PolicyPage.Clause(id: clause.id, name: clause.ids.isEmpty ? "§" : clause.ids.joined(separator: ", "), text: clause.text)
            if let index = sections.firstIndex(where: { $0.title == clause.section }) { sections[index].clauses.append(shown) }
            else { sections.append((clause.section, [shown])) }
        }.map { PolicyPage.Section(title: $0.title, clauses: $0.clauses) }
    }
}

extension OurPolicyView {
    /// What the calculator is asked; everything may be missing.
    struct Question {
        let values: [String: String]

        var wasAsked: Bool { values["channel"] != nil }
        subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
    }

    private func calculator(_ question: Question) -> PolicyCalculator {
        var problems: [FieldProblem] = []
        var answer: PolicyCalculator.Answer?
        if question.wasAsked {
            let (facts, start) = read(question, &problems)
            if let facts, let start, problems.isEmpty {
                if let forecast = try? policy.forecast(of: facts, from: start) {
                    answer = self.answer(forecast, from: start)
                } else {
                    problems.append(FieldProblem("when", Said(es: "Esa fecha no se puede calcular.", en: "That date cannot be reckoned.")))
                }
            }
        }
        return PolicyCalculator(action: address.at("s-calculator"), fields: fields(question, problems), answer: answer)
    }

    private func read(_ question: Question, _ problems: inout [FieldProblem]) -> (TicketFacts?, Instant?) {
        guard let channel = question["channel"].flatMap(ChannelKind.init(rawValue:)) else {
            problems.append(FieldProblem("channel", Said(es: "Elija un medio.", en: "Choose a way.")))
            return (nil, nil)
        }
        // Only what the company asks about has a field here.
        let type = policy.types.count > 1 ? question["type"] : nil
        let category = policy.categories.isEmpty ? nil : question["category"]
        let severity = policy.severities.isEmpty ? nil : question["severity"].map { Int($0) ?? -1 }
        var facts = TicketFacts(
            channel: channel, type: type ?? policy.defaultType.id, category: category, department: nil, priority: nil, severity: severity)
        problems += policy.unlisted(facts)
        facts.level = policy.openingLevel(of: facts)?.level.number
        let start = question["when"].map { policy.zone.instant(written: $0) } ?? now
        if start == nil { problems.append(FieldProblem("when", Said(es: "No es una fecha y hora que exista.", en: "No date and time that exists."))) }
        return (facts, start)
    }

    private func fields(_ question: Question, _ problems: [FieldProblem]) -> [FormField] {
        func field(_ name: String, _ label: Said, _ kind: FormField.Kind, value: String? = nil, isRequired: Bool = false) -> FormField {
            FormField(
                name: name, label: label(in: language), kind: kind, isRequired: isRequired, value: question[name] ?? value ?? "",
                problem: problems.first { $0.field == name }?.message(in: language))
        }
        let any = Choice(value: "", label: Said(es: "Cualquiera", en: "Any")(in: language))
        let kinds = ChannelKind.allCases.filter { policy.channel($0) != nil }
        var fields = [field(
            "channel", Said(es: "Si escribo o llamo por", en: "If I write or call by"),
            .select(kinds.map { Choice(value: $0.rawValue, label: policy.channel($0)?.label ?? $0.said(in: language)) }), isRequired: true)]
        if policy.types.count > 1 {
            fields.append(field("type", Said(es: "Para", en: "For"), .select(policy.types.map { Choice(value: $0.id, label: $0.label) })))
        }
        if !policy.categories.isEmpty {
            fields.append(field("category", Said(es: "Motivo", en: "Category"), .select([any] + policy.categories.map { Choice(value: $0.id, label: $0.label) })))
        }
        if !policy.severities.isEmpty {
            fields.append(field("severity", Said(es: "Severidad", en: "Severity"), .select(
                [Choice(value: "", label: Said(es: "Sin clasificar todavía", en: "Not classified yet")(in: language))]
                    + policy.severities.map { Choice(value: "\($0.number)", label: $0.label) })))
        }
        let wall = policy.zone.local(now)
        let minute = wall.iso.prefix(16)
        fields.append(field("when", Said(es: "Cuándo (hora de la empresa)", en: "When (the company's time)"), .dateAndTime, value: String(minute)))
        return fields
    }

    private func answer(_ forecast: Forecast, from start: Instant) -> PolicyCalculator.Answer {
        let owed = forecast.owed.map { line($0, from: start) }
        switch forecast.admission {
        case .failure(let refusal):
            return PolicyCalculator.Answer(
                admission: refusal.reason(in: language) + (refusal.wayIn.map { " \($0)" } ?? ""), standing: .late,
                cite: ClauseCite(refusal.clause, in: slug), owed: [])
        case .success(let admission):
            let said = switch (admission, owed.isEmpty) {
            case (.unverified, _): Said(es: "Se recibe; queda por verificar lo que pide la cláusula.", en: "Taken; what the clause asks for is still to be verified.")
            case (.ok, true): Said(es: "Se recibe, sin un plazo prometido.", en: "Taken, without a promised time.")
            case (.ok, false): Said(es: "Se recibe.", en: "Taken.")
            }
            return PolicyCalculator.Answer(
                admission: said(in: language), standing: admission.clause == nil ? .kept : .soon,
                cite: admission.clause.map { ClauseCite($0, in: slug) }, owed: owed)
        }
    }

    private func line(_ owed: Forecast.Owed, from start: Instant) -> OwedLine {
        let (promise, due) = (owed.promise, owed.due)
        let words = Wording(language, promise.schedule.zone)
        let said = due.due.isAsSoonAsPossible ? Said(es: "Lo antes posible, sin límite: «\(promise.asWritten)»", en: "As soon as possible, without limit: “\(promise.asWritten)”")
            : due.isIndicative ? Said(es: "Sin límite: «\(promise.asWritten)»", en: "Without limit: “\(promise.asWritten)”")
            : Said(es: "A más tardar el \(words.full(due.due))", en: "By \(words.full(due.due))")
        return OwedLine(
            what: promise.metric.said(in: language), due: said(in: language), standing: due.due.isAsSoonAsPossible ? .first : due.isIndicative ? .unlimited : .calm,
            because: ClauseCite(promise.clause, in: slug),
            reckoning: owed.reckoning.map { ReckoningTable($0, of: promise, from: start, to: due.due, words) })
    }
}

extension Wording {
    /// "Abierto ahora; cierra hoy 18:00."
    func hours(of schedule: Schedule, now: Instant) -> String {
        if schedule.isOpen(at: now), let closing = try? schedule.span(openAtOrAfter: now).end {
            return Said(es: "Abierto ahora; cierra \(near(closing, now: now)).", en: "Open now; closes \(near(closing, now: now)).")(in: language)
        }
        guard let opening = try? schedule.nextOpen(from: now) else { return "" }
        return Said(es: "Cerrado ahora; abre \(near(opening, now: now)).", en: "Closed now; opens \(near(opening, now: now)).")(in: language)
    }
}

import BusinessTime
import ServiceDesk
import SupportPolicy

/// Deadlines as words and bars: what is owed, by when, why, and how it was reckoned.
struct OwedView {
    let ticket: Ticket
    let policy: Policy
    let slug: String
    let now: Instant
    let language: Language

    private var words: Wording { Wording(language, policy.zone) }

    /// The deadline that says most: as soon as possible, or the first to fall due, else a paused one, else an indicative one.
    var nextDeadline: Deadline? {
        ticket.nextDeadline
            ?? ticket.deadlines.first { $0.status == .paused } ?? ticket.deadlines.first { $0.status == .indicative }
    }

    /// What is owed next, with its bar and reckoning; `nil` when nothing is.
    var next: OwedLine? { nextDeadline.flatMap(line) }

    /// All others that still say something, in their order.
    var others: [OwedLine] {
        let first = nextDeadline
        return ticket.deadlines.filter { $0.number != first?.number && $0.status != .cancelled }.compactMap(line)
    }

    func line(_ deadline: Deadline) -> OwedLine? {
        if deadline.isAgreed { return agreed(deadline) }
        guard let promise = policy.promise(deadline.promise) else { return nil }
        return OwedLine(
            what: what(deadline), due: dueWords(deadline), left: left(deadline), standing: standing(deadline),
            because: ClauseCite(promise.clause, in: slug), bar: bar(deadline, promise), reckoning: reckoning(deadline, promise))
    }

    /// What was promised with a quote: the date itself was agreed, nothing was counted.
    private func agreed(_ deadline: Deadline) -> OwedLine? {
        guard let clause = policy.clause(deadline.clause) else { return nil }
        return OwedLine(
            what: what(deadline), due: dueWords(deadline), left: left(deadline), standing: standing(deadline), because: ClauseCite(clause, in: slug), bar: nil,
            reckoning: nil)
    }

    /// "Primera respuesta, Nivel 2"
    func what(_ deadline: Deadline) -> String {
        let level = policy.escalation?.kind == .functional ? deadline.level.map { ", \(levelName($0))" } : nil
        let quote = deadline.isAgreed ? Said(es: ", cotización \(deadline.promise)", en: ", quote \(deadline.promise)")(in: language) : ""
        return deadline.metric.said(in: language) + quote + (level ?? "")
    }

    func standing(_ deadline: Deadline) -> OwedLine.Standing {
        switch deadline.status {
        case .met: .kept
        case .breached: .late
        case .paused: .paused
        case .indicative: deadline.dueAt.isAsSoonAsPossible ? .first : .unlimited
        case .cancelled: .unlimited
        case .running: deadline.dueAt <= now ? .late : isSoon(deadline) ? .soon : .calm
        }
    }

    private func isSoon(_ deadline: Deadline) -> Bool {
        deadline.warnAt == .never ? remaining(deadline) <= Policy.warning : deadline.warnAt <= now
    }

    private func remaining(_ deadline: Deadline) -> Int64 {
        let schedule = deadline.isAgreed ? policy.deliverySchedule : policy.promise(deadline.promise)?.schedule
        return schedule?.elapsed(from: now, to: deadline.dueAt) ?? 0
    }

    private func levelName(_ number: Int) -> String {
        policy.escalation?.level(number)?.label ?? "\(number)"
    }

    func dueWords(_ deadline: Deadline) -> String {
        let due = deadline.dueAt.insteadOfDate?(in: language) ?? words.near(deadline.dueAt, now: now)
        let ended = deadline.endedAt < .never ? words.near(deadline.endedAt, now: now) : ""
        let said: Said = switch deadline.status {
        case .met: Said(es: "Cumplida \(ended)", en: "Kept \(ended)")
        case .breached: Said(es: "Venció \(due)", en: "Fell due \(due)")
        case .paused: Said(es: "En pausa; se debía \(due)", en: "Paused; it was due \(due)")
        case .indicative where deadline.dueAt.isAsSoonAsPossible: Said(es: "Lo antes posible", en: "As soon as possible")
        case .indicative: Said(es: "Sin límite", en: "Without limit")
        case .cancelled: Said(es: "Ya no se debe", en: "No longer owed")
        case .running: Said(es: "Vence \(due)", en: "Due \(due)")
        }
        return said(in: language)
    }

    func left(_ deadline: Deadline) -> String {
        switch deadline.status {
        case .running where !ticket.isClosed, .breached where deadline.isOwed && !ticket.isClosed:
            let left = remaining(deadline)
            let said = left < 0 || deadline.dueAt <= now
                ? Said(es: "hace \(words.duration(left)) hábiles", en: "\(words.duration(left)) of business time ago")
                : Said(es: "faltan \(words.duration(left)) hábiles", en: "\(words.duration(left)) of business time left")
            return said(in: language)
        case .indicative: return policy.promise(deadline.promise)?.asWritten ?? ""
        default: return ""
        }
    }

    private func bar(_ deadline: Deadline, _ promise: Promise) -> TimeBar? {
        guard deadline.dueAt.isDate, deadline.status != .cancelled else { return nil }
        let pauses = ticket.pauses(of: deadline, under: policy, until: now)
        let total = promise.schedule.elapsed(from: deadline.startedAt, to: deadline.dueAt, except: pauses)
        guard total > 0 else { return nil }
        let end = min(deadline.endedAt, now)
        let used = min(total, max(0, promise.schedule.elapsed(from: deadline.startedAt, to: min(end, deadline.dueAt), except: pauses)))
        let paused = pauses.isEmpty ? 0 : 60
        let usedShare = Int(used * Int64(1000 - paused) / total)
        let kind: TimeBar.Kind = standing(deadline) == .late ? .late : .used
        let stretches = [
            TimeBar.Stretch(kind: kind, share: usedShare), TimeBar.Stretch(kind: .paused, share: paused),
            TimeBar.Stretch(kind: .left, share: 1000 - paused - usedShare),
        ].filter { $0.share > 0 }
        let said = Said(
            es: "\(words.duration(used)) hábiles de \(words.duration(total))\(pauses.isEmpty ? "" : ", con pausas")",
            en: "\(words.duration(used)) of \(words.duration(total)) business time\(pauses.isEmpty ? "" : ", with pauses")")
        let start = Said(es: "Desde \(words.near(deadline.startedAt, now: now))", en: "Since \(words.near(deadline.startedAt, now: now))")
        let due = Said(es: "Vence \(words.near(deadline.dueAt, now: now))", en: "Due \(words.near(deadline.dueAt, now: now))")
        return TimeBar(stretches: stretches, words: said(in: language), start: start(in: language), end: due(in: language))
    }

    private func reckoning(_ deadline: Deadline, _ promise: Promise) -> ReckoningTable? {
        ticket.reckoning(of: deadline, under: policy, until: now).map {
            ReckoningTable($0, of: promise, from: deadline.startedAt, to: deadline.status == .paused ? $0.due : deadline.dueAt, words)
        }
    }
}

extension ReckoningTable {
    /// How a promise came to its due date.
    init(_ reckoning: Reckoning, of promise: Promise, from start: Instant, to due: Instant, _ words: Wording) {
        var sum: Int64 = 0
        let lines = words.lines(reckoning).map { line in
            sum += line.seconds
            return Line(
                span: line.when, counted: line.counted, total: line.seconds == 0 ? "" : words.duration(exactly: sum), note: line.note,
                counts: line.seconds > 0 || line.note.contains(Said(es: "hábil", en: "business day")(in: words.language)))
        }
        let intro = Said(es: "\(promise.asWritten) desde el \(words.full(start))", en: "\(promise.asWritten) from \(words.full(start))")
        let result = Said(es: "Vence el \(words.full(due))", en: "Due \(words.full(due))")
        self.init(intro: intro(in: words.language), lines: lines, result: result(in: words.language))
    }
}

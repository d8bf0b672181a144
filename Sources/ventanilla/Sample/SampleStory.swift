import BusinessTime
import ServiceDesk
import SupportPolicy

/// Lets the sample's requests happen, in the order of time across companies, while the desk's clock moves on.
struct SampleStory {
    let desk: Desk
    let casts: [SampleCast]
    let end: Instant
    var random: SampleRandom
    private let start: Instant
    /// What is still to happen; the clock stands at `now`.
    private var agenda: [SampleCase] = []
    var now: Instant

    init(of casts: [SampleCast], at desk: Desk, until end: Instant, days: Int, seed: UInt64) throws {
        self.desk = desk
        self.casts = casts
        self.end = end
        random = SampleRandom(seed: seed)
        start = end - Int64(days) * 86_400
        now = start
        for number in casts.indices { try plan(number) }
    }

    /// Plays everything until the end; what would happen later stays open work.
    ///
    /// - Parameter progress: called with the share of the time that is over, in steps of twenty of a hundred.
    mutating func play(progress: (Int) -> Void) async throws {
        var told = 0, isQuoted = false, isWorked = false, errands: [Errand]?
        try await sellContracts()
        try await sayTaxData()
        while let next = agenda.indices.min(by: { agenda[$0].at < agenda[$1].at }), agenda[next].at < end {
            var current = agenda.remove(at: next)
            now = try await desk.advanceClock(by: max(0, current.at - now))
            if !isQuoted, now > end - 4 * 86_400 {
                isQuoted = true
                try await quote()
                try await supportProducts()
            }
            if errands == nil, now > end - 9 * 86_400 {
                errands = try await planVisits()
                try await handOver()
            }
            if !isWorked, let planned = errands, now > end - 3 * 86_400 {
                isWorked = true
                try await work(on: planned)
                try await decide()
            }
            let share = Int((now - start) * 100 / (end - start))
            if share >= told + 20 {
                told = share / 20 * 20
                progress(told)
            }
            let isGoingOn = try await live(&current)
            if isGoingOn, let at = try moment(of: current) {
                current.at = at
                agenda.append(current)
            }
        }
        now = try await desk.advanceClock(by: max(0, end - now))
        try await leaveWork()
    }

    /// When the next step of a request happens: after so much working time, since its people keep the company's hours.
    private mutating func moment(of current: SampleCase) throws -> Instant? {
        guard let next = current.script.first else { return nil }
        return try hours(of: current.cast).instant(random.minutes(next.after), after: now)
    }

    private func hours(of cast: Int) -> Schedule { casts[cast].policy.calendars[0].schedule }
}

// MARK: What comes in

extension SampleStory {
    /// Requests of the whole time, and those of the last days, which leave open work of every kind.
    private mutating func plan(_ cast: Int) throws {
        let hours = hours(of: cast)
        let open = hours.elapsed(from: start, to: end)
        for _ in 0..<casts[cast].company.volume {
            let within = try hours.instant(Int64(random.number(0...Int(open - 1))), after: start)
            // A few write at night and on Sundays.
            let anyTime = start + Int64(random.number(0...Int(end - start - 1)))
            let path = random.pick(weighted: SamplePath.mix)
            add(to: cast, at: random.chance(88) ? within : anyTime, path)
        }
        for path in [SamplePath.late, .silent, .asked, .late, .solved, .escalated, .silent, .late] {
            add(to: cast, at: try hours.instant(random.minutes(240...1_200), before: end), path)
        }
        for _ in 0..<5 { add(to: cast, at: try hours.instant(random.minutes(2...90), before: end), .late) }
    }

    private mutating func add(to cast: Int, at instant: Instant, _ path: SamplePath) {
        let company = casts[cast].company
        agenda.append(SampleCase(
            cast: cast, client: random.pick(casts[cast].clients), request: filled(random.pick(company.requests)),
            script: [(0...0, .open)] + path.script, at: max(start, min(instant, end - 1))))
    }

    private mutating func filled(_ request: SampleRequest) -> SampleRequest {
        let words: [(String, String)] = [
            ("{sucursal}", random.pick(["Centro", "Angelópolis", "Cholula", "San Manuel", "Atlixco", "La Paz", "Tehuacán"])),
            ("{folio}", "\(random.pick(["A", "B", "F", "FAC"]))-\(random.number(1_000...9_899))"),
            ("{equipo}", "\(random.pick(["CAJA", "CONTA", "VENTAS", "ALMACEN", "SRV"]))-0\(random.number(1...9))"),
            ("{mes}", SampleWords.month(before: Zone.utc.date(of: end), by: random.number(1...2))),
        ]
        func fill(_ text: String) -> String { words.reduce(text) { $0.replacing($1.0, with: $1.1) } }
        var filled = request
        for field in [\SampleRequest.subject, \.text, \.question, \.answer, \.solution] {
            filled[keyPath: field] = fill(request[keyPath: field])
        }
        return filled
    }
}

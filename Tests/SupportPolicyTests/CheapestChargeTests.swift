import BusinessTime
import SupportPolicy
import Testing

/// The optimiser against brute force: another program that reads Execom's guide by itself, tries terminal by terminal and
/// balance by balance, and keeps the best it meets.
struct CheapestChargeTests {
    @Test(arguments: 0..<8)
    func `no way that the guide allows is better than the one that is charged (GE-81)`(_ block: Int) throws {
        let policy = try Sample.grupoExecom.policy
        var random = SplitMix(seed: UInt64(block) &* 7_919 + 20_110_105)
        var (paid, refused) = (0, 0)
        for number in 0..<1_000 {
            let lots = Lot.some(of: ["event", "incident", "credit"], upTo: [2, 2, 5], &random)
            let order = Order.any(&random)
            let guide = Guide(lots: lots)
            let payable = guide.payable(order.duties)
            let expected = guide.best(of: payable)
            switch policy.answer(to: order.attendance, holding: lots.map(\.holding)) {
            case .success(let decision):
                let found = Score(credits: decision.best.charges.first { $0.unit == "credit" }?.amount ?? 0, days: decision.best.days)
                #expect(found == expected, "block \(block), case \(number): \(order.attendance) with \(lots)")
                #expect(decision.best.draws.reduce(0) { $0 + $1.amount } == decision.best.charges.reduce(0) { $0 + $1.amount })
                let ways = [decision.best] + decision.alternatives.filter(\.missing.isEmpty)
                let totals = Set(ways.map(\.totals))
                #expect(totals.isSubset(of: payable) && totals.count == ways.count, "each allowed, none twice: block \(block), case \(number)")
                // Whoever pays a terminal apart that an incident would have covered only pays more.
                let forgotten = payable.filter { paid in !totals.contains { $0.allSatisfy { $0.value <= paid[$0.key]! } } }
                #expect(forgotten == [], "block \(block), case \(number)")
                paid += 1
            case .failure(.refused):
                #expect(expected == nil, "block \(block), case \(number): \(order.attendance) with \(lots)")
                refused += 1
            case .failure(.invalid(let problem)):
                Issue.record("block \(block), case \(number): \(problem.message.en)")
            }
        }
        #expect(paid > 200 && refused > 200, "both were tried: \(paid), \(refused)")
    }

    /// Where two units pay alike, what expires first decides.
    @Test
    func `between ways of one price, what expires first is spent`() throws {
        let text = ReadingTests.document + """

            units:
              red: {label: rojo, plural: rojos, cites: answer}
              blue: {label: azul, plural: azules, cites: answer}
              gold: {label: oro, plural: oros, cites: answer}
            tariff:
              help: {label: Ayuda, charged: in_advance, price: {red: 2}, or: {blue: 1}, cites: answer}
            charging:
              prefer: {fewest: gold, then: expires_first, cites: answer}
              shortage: {way_in: Compre más., cites: answer}
            """
        let policy = try #require(ReadingTests.read(text).policy)
        var random = SplitMix(seed: 47)
        for number in 0..<1_000 {
            let lots = Lot.some(of: ["red", "blue"], upTo: [4, 3], &random), count = random.below(5) + 1
            let options = (0...count).map { ["red": 2 * (count - $0), "blue": $0] }
            let expected = options.flatMap { Guide(lots: lots).spendings(of: $0) }.map { Score(credits: 0, days: $0) }.min()
            let decision = try? policy.charge(for: Attendance([.init("help", quantity: count)]), holding: lots.map(\.holding))
            #expect(decision.map { Score(credits: 0, days: $0.best.days) } == expected, "case \(number): \(count) with \(lots)")
        }
    }
}

/// So many of a unit, until a day; 9 never comes.
private struct Lot {
    let unit: String
    let amount, day: Int

    static func some(of units: [String], upTo most: [Int], _ random: inout SplitMix) -> [Lot] {
        zip(units, most).flatMap { unit, most in
            (0..<random.below(3)).map { _ in Lot(unit: unit, amount: random.below(most + 1), day: random.below(2) == 0 ? 9 : random.below(4) + 1) }
        }
    }

    var holding: Holding { Holding(unit, amount, expires: day == 9 ? nil : CalendarDate(year: 2026, month: day, day: 28)) }
}

/// What a way costs: credits first, then the days on which what it spends would have expired, soonest first.
private struct Score: Comparable {
    let credits: Int
    let days: [Int]

    static func < (a: Score, b: Score) -> Bool {
        a.credits != b.credits ? a.credits < b.credits : a.days.lexicographicallyPrecedes(b.days)
    }
}

extension WayToPay {
    fileprivate var totals: [String: Int] {
        charges.reduce(into: ["event": 0, "incident": 0, "credit": 0]) { $0[$1.unit] = $1.amount }
    }

    /// One entry for each unit that is spent.
    fileprivate var days: [Int] {
        draws.flatMap { Array(repeating: $0.expires?.month ?? 9, count: $0.amount) }.sorted()
    }
}

/// Something ordered, and what the guide says is due for it.
private struct Order {
    enum Duty {
        case event, incident
        case incidentOrCredits(Int)
        case credits(Int)
        /// Terminals beyond the first order.
        case terminals(Int)
    }

    var attendance: Attendance
    var duties: [Duty]

    static func any(_ random: inout SplitMix) -> Order {
        var order = Order(attendance: Attendance([]), duties: [])
        for _ in 0...random.below(2) { order.add(&random) }
        let (onSite, urgent, outOfHours) = (random.below(4) == 0, random.below(4) == 0, random.below(4) == 0)
        (order.attendance.isOnSite, order.attendance.isUrgent, order.attendance.isOutOfHours) = (onSite, urgent, outOfHours)
        let isVisit = onSite || order.attendance.services.contains { $0.item == "visit_fee" }
        // A visit that solved nothing is charged, and nothing is added to it.
        let isCharged = !order.duties.isEmpty
        if onSite, !order.attendance.services.contains(where: { $0.item == "visit_fee" }) { order.duties.append(.credits(2)) }
        if isVisit, urgent, isCharged { order.duties.append(.credits(5)) }
        if outOfHours, isCharged { order.duties.append(.credits(5)) }
        return order
    }

    private mutating func add(_ random: inout SplitMix) {
        let count = random.below(4) + 1
        switch random.below(7) {
        case 0: add("advice_event", count, Array(repeating: .event, count: count))
        case 1: add("support_incident", count, Array(repeating: .incident, count: count))
        case 2: add("technical_hour", count, [.credits(4 * count)])
        case 3: add("visit_fee", count, [.credits(2 * count)])
        case 4:
            let terminals = random.below(9) + 1
            add("server_installation", terminals, [.incidentOrCredits(4), .terminals(terminals - 1)])
        case 5:
            let terminals = random.below(11) + 1
            add("terminal_installation", terminals, [.incident, .terminals(max(0, terminals - 4))])
        default:
            attendance.services.append(.init("support_incident", isSolved: false))
        }
    }

    private mutating func add(_ item: String, _ count: Int, _ more: [Duty]) {
        attendance.services.append(.init(item, quantity: count))
        duties += more
    }
}

/// The guide, followed one duty and one terminal at a time.
private struct Guide {
    let lots: [Lot]

    /// Every total that the guide allows and the lots can pay.
    func payable(_ duties: [Order.Duty]) -> Set<[String: Int]> {
        var totals: Set<[String: Int]> = []
        follow(duties[...], spent: ["event": 0, "incident": 0, "credit": 0], into: &totals)
        return totals.filter { total in total.allSatisfy { $0.value <= held($0.key) } }
    }

    func best(of totals: Set<[String: Int]>) -> Score? {
        let fewest = totals.map { $0["credit"]! }.min()
        return totals.filter { $0["credit"] == fewest }.flatMap { total in
            spendings(of: total).map { Score(credits: total["credit"]!, days: $0) }
        }.min()
    }

    private func held(_ unit: String) -> Int { lots.filter { $0.unit == unit }.reduce(0) { $0 + $1.amount } }

    private func follow(_ duties: ArraySlice<Order.Duty>, spent: [String: Int], into totals: inout Set<[String: Int]>) {
        guard let duty = duties.first else { totals.insert(spent); return }
        let rest = duties.dropFirst()
        func spending(_ unit: String, _ amount: Int) -> [String: Int] {
            var spent = spent
            spent[unit]! += amount
            return spent
        }
        /// One of the unit, or credits when there is none left.
        func one(_ unit: String, or credits: Int) -> [String: Int] {
            spent[unit]! < held(unit) ? spending(unit, 1) : spending("credit", credits)
        }
        switch duty {
        case .event: follow(rest, spent: one("event", or: 1), into: &totals)
        case .incident: follow(rest, spent: one("incident", or: 4), into: &totals)
        case .incidentOrCredits(let credits):
            follow(rest, spent: one("incident", or: 4), into: &totals)
            follow(rest, spent: spending("credit", credits), into: &totals)
        case .credits(let credits): follow(rest, spent: spending("credit", credits), into: &totals)
        case .terminals(0): follow(rest, spent: spent, into: &totals)
        case .terminals(let count):
            follow([.terminals(count - 1)] + rest, spent: spending("credit", 1), into: &totals)
            follow([.terminals(max(0, count - 4))] + rest, spent: one("incident", or: 4), into: &totals)
        }
    }

    /// Every way to take so many of each unit from the lots, as sorted days.
    func spendings(of total: [String: Int]) -> [[Int]] {
        total.keys.sorted().reduce([[]]) { days, unit in
            let ways = takings(total[unit]!, from: lots.filter { $0.unit == unit }[...])
            return days.flatMap { day in ways.map { day + $0 } }
        }.map { $0.sorted() }
    }

    private func takings(_ amount: Int, from lots: ArraySlice<Lot>) -> [[Int]] {
        guard let lot = lots.first else { return amount == 0 ? [[]] : [] }
        return (0...min(amount, lot.amount)).flatMap { taken in
            takings(amount - taken, from: lots.dropFirst()).map { Array(repeating: lot.day, count: taken) + $0 }
        }
    }
}

/// The same cases on every machine.
private struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }
}

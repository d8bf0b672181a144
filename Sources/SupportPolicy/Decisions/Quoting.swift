import BusinessTime

/// What services come to on a quote.
public struct QuoteDecision: Sendable, Hashable {
    /// What each comes to, in what is really paid: units that have run out stand in what they are exchanged for (GE-68).
    public let lines: [WayToPay.Line]
    /// What is not there yet; it may be bought before the quote is accepted (GE-61, GE-62).
    public let missing: [UnitAmount]
    /// The clauses that were obeyed, the price list first.
    public let clauses: [Clause]
}

extension Policy {
    /// What services would be charged if they were ordered now, in the way that is best for the client (GE-81). It is told also
    /// where there is not enough for it: quoting takes nothing (GE-64).
    ///
    /// - Throws: `.refused` with its clause for what has no price; `.invalid` for a question that cannot be asked, and for what
    ///   is charged by the time that it will have taken.
    public func quote(for attendance: Attendance, holding holdings: [Holding]) throws(ChargeError) -> QuoteDecision {
        for service in attendance.services {
            guard let item = tariff.item(service.item), item.charged == .asWorked || item.charged == .never else { continue }
            throw .invalid(FieldProblem("service", item.charged == .never
                ? Said(es: "'\(item.label)' no cuesta nada: no se cotiza.", en: "'\(item.label)' costs nothing: it is not quoted.")
                : Said(es: "'\(item.label)' se cobra conforme se trabaja: no se cotiza, se registra.", en: "'\(item.label)' is charged as it is worked: it is logged, not quoted.")))
        }
        let way: WayToPay, clauses: [Clause]
        do throws(ChargeError) {
            let decision = try charge(for: attendance, holding: holdings)
            (way, clauses) = (decision.best, decision.clauses)
        } catch {
            guard case .refused(let refusal, let ways) = error, let nearest = ways.first else { throw error }
            (way, clauses) = (nearest, nearest.lines.map(\.clause) + nearest.exchanges.map(\.clause) + [refusal.clause])
        }
        // What the client pays himself is told, too (GE-73).
        let apart = try tariff.pricings(of: attendance).apart.map { item in
            WayToPay.Line(item: item.id, label: item.label, count: 1, minutes: nil, price: [], charged: .apart, clause: item.clause)
        }
        return QuoteDecision(
            lines: way.settledLines + apart, missing: way.missing, clauses: (clauses + apart.map(\.clause)).reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    }

    /// Until when a quote that is sent at an instant is good; `nil` where the document does not say.
    public func validity(ofQuoteSentAt start: Instant) throws(ScheduleError) -> Timed? {
        guard let rules = tariff.quotes else { return nil }
        return Timed(at: try rules.schedule.due(rules.valid, after: start), clause: rules.clause)
    }

    /// Within how many business days from the acceptance services are delivered by the price list: the last of them.
    ///
    /// - Parameter services: ids of the tariff's items; `nil`: what no price list has.
    /// - Returns: `nil` where the list does not say it of all of them.
    public func deliveryDays(of services: [String?]) -> Int? {
        let days = services.map { $0.flatMap(tariff.item)?.deliveryDays }
        return days.contains(nil) ? nil : days.compactMap { $0 }.max()
    }

    /// The hours in which what was quoted is delivered.
    public var deliverySchedule: Schedule { tariff.quotes?.schedule ?? calendars[0].schedule }
}

extension WayToPay {
    /// Its lines with every exchange written into the prices.
    fileprivate var settledLines: [Line] {
        var left = exchanges.map { (unit: $0.of.unit, amount: $0.of.amount, paid: $0.paid.unit, rate: $0.paid.amount / $0.of.amount) }
        return lines.map { line in
            let price = line.price.flatMap { part -> [UnitAmount] in
                guard let index = left.firstIndex(where: { $0.unit == part.unit && $0.amount > 0 }) else { return [part] }
                let exchanged = min(part.amount, left[index].amount)
                left[index].amount -= exchanged
                return [UnitAmount(part.unit, part.amount - exchanged), UnitAmount(left[index].paid, exchanged * left[index].rate)].filter { $0.amount > 0 }
            }
            return Line(item: line.item, label: line.label, count: line.count, minutes: line.minutes, price: price, charged: line.charged, clause: line.clause)
        }
    }
}

import BusinessTime
import SupportPolicy

/// What the circumstances of a visit or a session add to what it costs (GE-73 … GE-75): whoever agrees on it knows it before, the
/// client is told, and his contract has it (GE-61). What is charged later takes its circumstances from there.
extension Policy {
    /// Under which circumstances a work was agreed on. A session lies out of hours where it was offered so and begins so: only then
    /// its client knew it when he said yes.
    package func circumstances(of work: Work) -> Set<Circumstance> {
        if let visit = work.visit { return circumstances(ofVisitAgreedFor: visit.appointment.span, isUrgent: visit.appointment.isUrgent) }
        let began = work.startedAt < .never ? work.startedAt : work.since
        return work.session != nil && isOutOfHours(at: work.since) && isOutOfHours(at: began) ? [.outOfHours] : []
    }

    func isOutOfHours(at instant: Instant) -> Bool { isOutOfHours(Span(instant, instant + 1)) }

    /// Fees with their prices, as a sentence names them.
    package func said(_ fees: [TariffItem], in language: Language) -> String {
        fees.map { "\($0.label): \(tariff.said($0.price, in: language))" }.joined(separator: "; ")
    }
}

extension DeskTransaction {
    /// Fees of a work that nobody paid yet, as services: an accepted quote may have paid them, or a visit that was given up.
    ///
    /// - Parameter number: of the work; `nil`: a new one.
    func due(_ fees: [TariffItem], for number: Int?, on record: TicketRecord) throws -> [Attendance.Service] {
        guard !fees.isEmpty else { return [] }
        let policy = record.policy, others = record.ticket.works.filter { $0.number != number && $0.state != .cancelled }
        let paid = try charges(of: record.ticket).filter { $0.state != .released }.flatMap(\.lines)
        return fees.compactMap { fee in
            let with = others.filter { policy.fees(in: policy.circumstances(of: $0)).contains(fee) }
            // Who was agreed on first has what was paid beforehand first; a session that did not solve it costs nothing.
            let before = with.count { $0.number < number ?? .max && !$0.isCharged && $0.session?.outcome ?? .solved == .solved }
            let free = max(0, paid.filter { $0.item == fee.id }.reduce(0) { $0 + $1.count } - with.count(where: \.isCharged))
            let left = 1 + before - free
            return left > 0 ? Attendance.Service(fee.id, quantity: left) : nil
        }
    }

    /// Agrees on what circumstances add.
    ///
    /// - Parameters:
    ///   - old: under which it was agreed on before.
    ///   - number: of the work; `nil`: a new one.
    ///   - known: ids of the fees that whoever agrees was shown; `nil`: he saw them when they were asked for.
    /// - Returns: the fees, as the entry tells them.
    /// - Throws: a refusal with its clause where the contract cannot pay them (GE-61); `.invalid` with their price for what he was
    ///   not shown; `.conflict` where more is added to a visit that was charged.
    func agree(
        on circumstances: Set<Circumstance>, insteadOf old: Set<Circumstance> = [], for number: Int? = nil, knowing known: Set<String>?, on record: TicketRecord
    ) throws -> [String: String] {
        let policy = record.policy, due = try due(policy.fees(in: circumstances), for: number, on: record)
        let fees = due.compactMap { policy.tariff.item($0.item) }, added = fees.filter { !$0.addedWhen.isSubset(of: old) }
        if !added.isEmpty {
            if let number, record.ticket.work(number)?.isCharged == true {
                throw DeskError.conflict("La visita ya se cobró sin esa cuota: cancélela y acuerde otra.", "The visit was charged without that fee: cancel it and agree on another.")
            }
            do {
                _ = try policy.charge(ServiceOrder(due), holding: try contractRecord(of: record.ticket), at: now)
            } catch let refusal as Refusal {
                throw try betterContract(for: ServiceOrder(due), on: record) ?? refusal
            }
        }
        if let known, !added.allSatisfy({ known.contains($0.id) }) {
            throw DeskError.invalid(
                "fees", "Así lleva una cuota. \(policy.said(added, in: .es)). Confirme que está de acuerdo.", "So it has a fee. \(policy.said(added, in: .en)). Please confirm that you agree.")
        }
        return fees.isEmpty ? [:] : ["fees": fees.map(\.id).joined(separator: " ")]
    }
}

extension Entry.Body {
    /// The fees that whoever reads it is told of.
    package func fees(under policy: Policy) -> [TariffItem] {
        facts["fees"]?.split(separator: " ").compactMap { policy.tariff.item(String($0)) } ?? []
    }
}

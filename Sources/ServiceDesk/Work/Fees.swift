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

    /// Fees with their prices, and which of them are paid.
    package func said(_ fees: [WorkFee], in language: Language) -> String {
        fees.map { fee in
            let paid = fee.isPaid ? Said(es: " (pagada)", en: " (paid)")(in: language) : ""
            return said([fee.item], in: language) + paid
        }.joined(separator: "; ")
    }
}

/// What a circumstance of a work adds.
package struct WorkFee: Sendable, Hashable {
    package let item: TariffItem
    /// How many of it have to be paid for this work and those that were agreed on before it; 0: this one's is paid.
    package let due: Int

    package var isPaid: Bool { due == 0 }
}

extension Ticket {
    /// The fees of a work as they stand. One that was given up, or did not solve it, has none; one that was charged owes none:
    /// what was not taken with it came free.
    ///
    /// - Parameter charges: all that the ticket was charged.
    fileprivate func fees(of work: Work, under policy: Policy, after charges: [Charge]) -> [WorkFee] {
        guard work.state != .cancelled, work.session?.outcome ?? .solved == .solved else { return [] }
        let fees = policy.fees(in: policy.circumstances(of: work))
        guard work.isCharged else { return standing(of: fees, for: work.number, under: policy, after: charges) }
        return fees.filter { paid($0, besides: work.number, under: policy, after: charges) > 0 }.map { WorkFee(item: $0, due: 0) }
    }

    /// What of fees a work has to pay: an accepted quote may have paid them, or a visit that was given up.
    ///
    /// - Parameter number: of the work; `nil`: a new one.
    fileprivate func standing(of fees: [TariffItem], for number: Int?, under policy: Policy, after charges: [Charge]) -> [WorkFee] {
        fees.map { fee in
            // Who was agreed on first has what was paid beforehand first; a session that did not solve it costs nothing.
            let before = others(having: fee, than: number, under: policy).count { $0.number < number ?? .max && !$0.isCharged && $0.session?.outcome ?? .solved == .solved }
            return WorkFee(item: fee, due: max(0, 1 + before - paid(fee, besides: number, under: policy, after: charges)))
        }
    }

    /// How many of a fee were paid, less those of the other works that were charged.
    private func paid(_ fee: TariffItem, besides number: Int?, under policy: Policy, after charges: [Charge]) -> Int {
        let paid = charges.filter { $0.state != .released }.flatMap(\.lines).filter { $0.item == fee.id }.reduce(0) { $0 + $1.count }
        return max(0, paid - others(having: fee, than: number, under: policy).count(where: \.isCharged))
    }

    private func others(having fee: TariffItem, than number: Int?, under policy: Policy) -> [Work] {
        works.filter { $0.number != number && $0.state != .cancelled && policy.fees(in: policy.circumstances(of: $0)).contains(fee) }
    }
}

extension DeskTransaction {
    /// The fees of the works of a ticket as they stand, by their numbers.
    package func fees(on ticket: Ticket, under policy: Policy) throws -> [Int: [WorkFee]] {
        // Few have any: what was charged is read for those alone.
        guard ticket.works.contains(where: { !policy.fees(in: policy.circumstances(of: $0)).isEmpty }) else { return [:] }
        let charged = try charges(of: ticket)
        return ticket.works.reduce(into: [:]) { $0[$1.number] = ticket.fees(of: $1, under: policy, after: charged) }
    }

    /// Fees of a work that nobody paid yet, as services.
    ///
    /// - Parameter number: of the work; `nil`: a new one.
    func due(_ fees: [TariffItem], for number: Int?, on record: TicketRecord) throws -> [Attendance.Service] {
        guard !fees.isEmpty else { return [] }
        return record.ticket.standing(of: fees, for: number, under: record.policy, after: try charges(of: record.ticket))
            .filter { !$0.isPaid }.map { Attendance.Service($0.item.id, quantity: $0.due) }
    }

    /// Agrees on what circumstances add.
    ///
    /// - Parameters:
    ///   - old: under which it was agreed on before.
    ///   - number: of the work; `nil`: a new one.
    ///   - known: ids of the fees that whoever agrees was shown; `nil`: he saw them when they were asked for.
    ///   - principal: who agrees.
    /// - Returns: the fees, as the entry tells them.
    /// - Throws: a refusal with its clause where the contract cannot pay them (GE-61); `.invalid` with their price for what he was
    ///   not shown; where more is added to a visit that was charged, `.conflict`, or to its client `.invalid` with what he can do.
    func agree(
        on circumstances: Set<Circumstance>, insteadOf old: Set<Circumstance> = [], for number: Int? = nil, knowing known: Set<String>?, on record: TicketRecord,
        by principal: Principal
    ) throws -> [String: String] {
        let policy = record.policy, due = try due(policy.fees(in: circumstances), for: number, on: record)
        let fees = due.compactMap { policy.tariff.item($0.item) }, added = fees.filter { !$0.addedWhen.isSubset(of: old) }
        if !added.isEmpty {
            if principal.role == .client, let contract = record.ticket.contract { try requireNotRemoved(principal, from: contract) }
            if let number, record.ticket.work(number)?.isCharged == true { throw chargedBefore(added, under: policy, telling: principal) }
            do {
                _ = try policy.charge(ServiceOrder(due), holding: try contractRecord(of: record.ticket), at: now)
            } catch let refusal as Refusal {
                throw try betterContract(for: ServiceOrder(due), on: record) ?? refusal
            }
        }
        if let known, !added.allSatisfy({ known.contains($0.id) }) {
            // A session has its fee only where it begins so, too.
            let opening = circumstances.contains(.onSite) ? Said(es: "Así lleva una cuota", en: "So it has a fee") : Said(es: "Si empieza fuera de horario lleva una cuota", en: "Where it begins out of hours it has a fee")
            throw DeskError.invalid(
                "fees", "\(opening.es). \(policy.said(added, in: .es)). Confirme que está de acuerdo.", "\(opening.en). \(policy.said(added, in: .en)). Please confirm that you agree.")
        }
        return fees.isEmpty ? [:] : ["fees": fees.map(\.id).joined(separator: " ")]
    }

    /// Why a visit that was charged does not go to an hour that adds a fee, for whoever wants it there.
    private func chargedBefore(_ added: [TariffItem], under policy: Policy, telling principal: Principal) -> DeskError {
        principal.role.isStaff
            ? .conflict("La visita ya se cobró sin esa cuota: cancélela y acuerde otra.", "The visit was charged without that fee: cancel it and agree on another.")
            : .invalid(
                "begins", "Su visita ya se cobró, y a esa hora lleva además una cuota. \(policy.said(added, in: .es)). Elija una hora que no la lleve, o escríbanos en su solicitud y acordamos otra visita: la cuota que ya se cobró cuenta para ella.",
                "Your visit was charged already, and at that hour it has a fee besides. \(policy.said(added, in: .en)). Choose an hour without it, or write to us on your request, and we agree on another visit: the fee that was charged counts for it.")
    }
}

extension Entry.Body {
    /// The fees that whoever reads it is told of.
    package func fees(under policy: Policy) -> [TariffItem] {
        facts["fees"]?.split(separator: " ").compactMap { policy.tariff.item(String($0)) } ?? []
    }
}

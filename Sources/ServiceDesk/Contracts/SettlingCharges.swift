import BusinessTime
import Storage
import SupportPolicy

/// What becomes of what was set aside for a ticket when its closing is offered, and when it closes.
///
/// It is spent on a client's acceptance, or once he had his time and said nothing (GE-42, A-40); nothing is spent for what was not
/// solved, where only that is charged (A-44), nor for a request that ended before anybody attended it. What he disputes stays
/// set aside until it is ruled.
extension DeskTransaction {
    func settleCharges(of record: TicketRecord) throws {
        guard record.ticket.contract != nil else { return }
        guard let ending = record.happenings.last(where: { $0.kind.tellsCharges }) else { return try settleChargesOfWhatWentOn(record) }
        guard let contract = try contractRecord(of: record.ticket) else { return }
        var held = contract.reserved(for: record.ticket)
        if ending.kind != .reminded, ending.body.facts["solved"] == "no" {
            try contract.settle(held.filter(\.isOnlyIfSolved), as: .released, on: record)
            held.removeAll(where: \.isOnlyIfSolved)
        }
        if record.ticket.isClosed, ending.kind == .closed {
            let isAccepted = try isAccepted(ending, of: record)
            try contract.settle(held, as: isAccepted ? .captured : .released, on: record)
            if !isAccepted { held = [] }
            if contract.isForOneEvent, contract.contract.state == .active, contract.itsEvent?.ticket == record.ticket.id {
                contract.end(because: "used_up")
            }
        }
        let units = held.flatMap(\.units).summed
        if !units.isEmpty {
            record.tell(["charges": record.policy.tariff.said(units, in: record.policy.language), "services": held.flatMap(\.lines).map(\.counted).joined(separator: ", ")], with: ending.kind)
        }
        try save(contract)
    }

    /// What went on when a request was closed is charged after it, and has no other closing to wait for.
    private func settleChargesOfWhatWentOn(_ record: TicketRecord) throws {
        guard record.ticket.isClosed, record.happenings.contains(where: { $0.kind == .charged }), let contract = try contractRecord(of: record.ticket) else { return }
        try contract.settle(contract.reserved(for: record.ticket), as: .captured, on: record)
        try save(contract)
    }

    /// What was set aside for a ticket whose closing is disputed waits for a ruling.
    func freezeCharges(of record: TicketRecord) throws {
        guard let contract = try contractRecord(of: record.ticket) else { return }
        try contract.settle(contract.reserved(for: record.ticket), as: .frozen, on: record)
        try save(contract)
    }

    /// Whether a closing accepts what was done.
    private func isAccepted(_ closing: Happening<TicketRecord.Standing>, of record: TicketRecord) throws -> Bool {
        switch closing.body.facts["because"] {
        case "unconfirmed", "solved": true
        case "client", "silence", "contact_attempts": try record.wasOffered || isAttended(record.ticket)
        default: false
        }
    }

    /// Whether the staff answered a request, or worked on it.
    private func isAttended(_ ticket: Ticket) throws -> Bool {
        if ticket.works.contains(where: { ($0.minutes ?? 0) > 0 || $0.outlivedClosing == true }) { return true }
        return try sql.value("""
            SELECT EXISTS (SELECT 1 FROM entry JOIN person ON person.id = entry.person_id
                WHERE entry.company_id = \(ticket.company) AND entry.ticket_id = \(ticket.id) AND entry.kind IN (\(Entry.Kind.replied), \(Entry.Kind.closingOffered)) AND person.role <> \(Role.client))
            """) ?? false
    }
}

extension Entry.Kind {
    /// Whether its letter tells what the client will be charged, or was.
    fileprivate var tellsCharges: Bool { self == .closingOffered || self == .reminded || self == .closed }
}

extension ContractRecord {
    /// What is set aside for a ticket.
    fileprivate func reserved(for ticket: Ticket) -> [Charge] {
        contract.charges.filter { $0.ticket == ticket.id && $0.state == .reserved }
    }

    /// Settles charges by what happened to their ticket, and tells it there.
    fileprivate func settle(_ charges: [Charge], as state: Charge.State, on record: TicketRecord) throws {
        let desk = Principal.desk(of: contract.company)
        for charge in charges {
            try settle(charge, as: state, by: desk)
            record.note(charge, is: state, of: self, by: desk)
        }
    }

    /// Bought for one event, which is one request (IN-13, IN-25).
    var isForOneEvent: Bool { plan?.term == .singleEvent }

    /// The first charge that took something of it, and was not given back.
    var itsEvent: Charge? { contract.charges.first { !$0.units.isEmpty && $0.state != .released } }

    /// - Parameter ticket: `nil`: a request that is opened now, which was no event yet.
    func serves(_ ticket: Ticket?) -> Bool {
        guard isForOneEvent, let event = itsEvent else { return true }
        return event.ticket == ticket?.id
    }

    /// - Throws: a refusal with the plan's clause where the one event was another request.
    func requireItsEvent(_ ticket: Ticket) throws {
        guard !serves(ticket), let plan, let other = itsEvent else { return }
        throw Refusal(plan.clause, Said(
            es: "'\(plan.label)' es por un evento, y fue \(other.folio ?? "").", en: "'\(plan.label)' is for one event, which was \(other.folio ?? "")."),
            wayIn: policy.tariff.rules?.shortage.wayIn)
    }
}

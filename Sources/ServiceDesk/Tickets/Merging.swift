import BusinessTime
import Storage
import SupportPolicy

/// Two requests about the same problem, of one person or of two colleagues: nothing is refused when it comes, and the later one goes on in the earlier (FI-20, A-54).
extension Desk {
    /// Closes a request as part of an earlier one of the same client, and tells him which folio goes on.
    ///
    /// Its clocks stop; what was promised with the earlier one still holds. What was said on it is seen from the other, and what
    /// its client still writes on it arrives there.
    ///
    /// - Returns: the request that goes on.
    /// - Throws: `.conflict` where they are of different people or customers, where the later one would go on, and where something is still
    ///   under way on it; `.refused` where a clause takes them for two problems.
    @discardableResult
    package func merge(_ folio: String, into other: String, saying text: String = "", as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.optional(text, field: "text")
        return try await refusable(as: principal, folio: folio) {
            try await self.write { tx in
                let merged = try tx.record(try tx.ticket(folio, visibleTo: principal))
                guard let row = try tx.ticketIfKnown(other.uppercased(), visibleTo: principal) else {
                    throw DeskError.invalid("into", "No hay una solicitud con ese folio.", "There is no request with that folio.")
                }
                let survivor = try tx.record(row)
                merged.settle()
                survivor.settle()
                try tx.requireColleagues(merged.ticket, survivor.ticket)
                try tx.requireNothingUnderWay(on: merged.ticket)
                try merged.merge(into: survivor, by: principal, contents: text.map { [Content(text: $0)] } ?? [])
                try tx.save(merged)
                try tx.save(survivor)
                return try tx.ticket(id: survivor.ticket.id)
            }
        }
    }
}

extension TicketRecord {
    func merge(into survivor: TicketRecord, by principal: Principal, contents: [Content] = []) throws {
        try requireOpen()
        try survivor.requireOpen()
        guard ticket.id != survivor.ticket.id else {
            throw DeskError.invalid("into", "Es la misma solicitud.", "It is the same request.")
        }
        guard isOfSameClient(as: survivor.ticket) else {
            throw DeskError.conflict(
                "\(ticket.folio) y \(survivor.ticket.folio) son de clientes distintos: lo que uno dice no es para el otro.",
                "\(ticket.folio) and \(survivor.ticket.folio) are of different clients: what one says is not for the other.")
        }
        guard survivor.ticket.isEarlier(than: ticket) else {
            throw DeskError.conflict(
                "Sigue la que llegó primero, con lo que se prometió entonces: junte \(survivor.ticket.folio) con \(ticket.folio).",
                "The one that came first goes on, with what was promised then: merge \(survivor.ticket.folio) into \(ticket.folio).")
        }
        let clause = try policy.merging(ticket.facts, into: survivor.ticket.facts)
        append(
            .merged, by: principal, cites: clause, effects: closing(resolution: .cancelled) + [.merged(into: survivor.ticket.id)],
            facts: ["into": survivor.ticket.folio], contents: contents)
        survivor.append(.absorbed, by: principal, cites: clause, facts: ["from": ticket.folio])
        // Whoever sent it goes on with it, and so does whoever took part; but whom a colleague let in was let into his alone.
        let isHis = ticket.requester == survivor.ticket.requester
        for person in isHis ? ticket.participants : [ticket.requester] where person != survivor.ticket.requester && !survivor.ticket.participants.contains(person) {
            survivor.take(person, into: true, by: principal, isTold: false)
        }
    }

    /// Whether one person sent both, for one customer; or two colleagues did.
    private func isOfSameClient(as other: Ticket) -> Bool {
        guard let one = ticket.customer, let two = other.customer else { return ticket.requester == other.requester }
        return one == two
    }
}

extension Ticket {
    /// Whether it came before another, whose promises are then the later ones.
    package func isEarlier(than other: Ticket) -> Bool { (openedAt, id) < (other.openedAt, other.id) }
}

extension DeskTransaction {
    /// The request on which something said about another arrives: the one in which that goes on.
    func goingOn(_ row: TicketRow) throws -> TicketRow {
        var row = row
        // It only ever led to one that was open, so it ends.
        while let next = row.ticket.mergedInto { row = try ticket(id: next) }
        return row
    }

    /// Somebody else's request is a colleague's only where the company knows him: anybody can type an RFC.
    fileprivate func requireColleagues(_ merged: Ticket, _ survivor: Ticket) throws {
        guard merged.requester != survivor.requester, merged.customer != nil, merged.customer == survivor.customer else { return }
        for ticket in [merged, survivor] where try !isRegistered(ticket.requester) {
            throw DeskError.conflict(
                "Quien envió \(ticket.folio) no está registrado: su RFC sólo está escrito, y vería lo que es de otra persona.",
                "Whoever sent \(ticket.folio) is not registered: the RFC was only typed, and he would see what is somebody else's.")
        }
    }

    /// What is set aside, agreed on or offered is somebody's to end first.
    fileprivate func requireNothingUnderWay(on ticket: Ticket) throws {
        if try charges(of: ticket).contains(where: \.state.isHeld) {
            throw DeskError.conflict("Hay algo reservado para esta solicitud: devuélvalo primero.", "Something is set aside for this request: give it back first.")
        }
        if ticket.works.contains(where: { !$0.isOver && !$0.isInternal }) {
            throw DeskError.conflict(
                "Hay una sesión, una visita o una necesidad sin terminar: termínela o cancélela primero.",
                "A session, a visit or a need is not over: end or cancel it first.")
        }
        guard !ticket.owesDelivery else {
            throw DeskError.conflict("Se debe la entrega de lo que el cliente ordenó en ella: entréguelo primero.", "What the client ordered on it is still to be delivered: deliver it first.")
        }
        let waiting: Int64? = try sql.value("SELECT 1 FROM quote WHERE ticket_id = \(ticket.id) AND state = 'sent' LIMIT 1")
        if waiting != nil { throw DeskError.conflict("Una cotización espera respuesta: retírela primero.", "A quote waits for its answer: withdraw it first.") }
    }
}

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
                let before = try tx.records(goingOnIn: merged.ticket)
                try merged.merge(into: survivor, with: before, by: principal, contents: text.map { [Content(text: $0)] } ?? [])
                for record in [merged] + before + [survivor] { try tx.save(record) }
                return try tx.ticket(id: survivor.ticket.id)
            }
        }
    }
}

extension TicketRecord {
    /// - Parameter before: those that went on in it until now.
    fileprivate func merge(into survivor: TicketRecord, with before: [TicketRecord], by principal: Principal, contents: [Content]) throws {
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
        // Whoever sent it goes on with it, and so does whoever took part; but whom a colleague let in was let into his alone. What a
        // colleague said may be read by the one in whose request it goes on, and by nobody else of his.
        let host = survivor.ticket.requester
        for record in [self] + before {
            let isHis = record.ticket.requester == host
            for person in isHis ? record.ticket.participants : [record.ticket.requester] { survivor.bring(person, by: principal) }
            record.bring(host, by: principal)
        }
    }

    private func bring(_ person: Int64, by principal: Principal) {
        guard person != ticket.requester, !ticket.participants.contains(person) else { return }
        take(person, into: true, by: principal, isTold: false, isByMerging: true)
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

    /// Those who take part in it because of a merging, or those whom somebody let in, as its journal says.
    func participants(byMerging isByMerging: Bool, _ tx: DeskTransaction) throws -> [Int64] {
        guard !participants.isEmpty else { return [] }
        let added = try tx.sql.fetch("""
            SELECT for_person_id, body FROM entry
            WHERE company_id = \(company) AND ticket_id = \(id) AND kind = \(Entry.Kind.participantAdded) ORDER BY number
            """)
        var came: [Int64: Bool] = [:]
        for row in added { came[try row[0]] = try Entry.Body.facts(in: try row[1])["by"] == "merging" }
        return participants.filter { came[$0] == isByMerging }
    }
}

extension DeskTransaction {
    /// The request on which something said about another arrives: the one in which that goes on.
    func goingOn(_ row: TicketRow) throws -> TicketRow {
        var row = row
        // It only ever led to one that was open, so it ends.
        while let next = row.ticket.mergedInto { row = try ticket(id: next) }
        return row
    }

    /// The requests that go on in one, directly or through another, in the order in which they came, as far as somebody may see them.
    func rows(goingOnIn ticket: Ticket, visibleTo principal: Principal, limit: Int) throws -> [TicketRow] {
        try sql.fetch("""
            WITH RECURSIVE merged (id) AS (
                SELECT id FROM ticket WHERE merged_into = \(ticket.id)
                UNION ALL SELECT ticket.id FROM merged JOIN ticket ON ticket.merged_into = merged.id)
            SELECT \(TicketRow.columns) FROM \(TicketRow.tables)
            WHERE ticket.id IN (SELECT id FROM merged) AND \(ticketIsVisible(to: principal)) ORDER BY ticket.opened_at, ticket.id LIMIT \(limit)
            """)
    }

    fileprivate func records(goingOnIn ticket: Ticket) throws -> [TicketRecord] {
        try withDeadlines(rows(goingOnIn: ticket, visibleTo: .desk(of: ticket.company), limit: 1_000)).map(record)
    }

    /// Whoever went along with a request stays with what is his, once that goes on by itself again.
    ///
    /// - Parameter survivor: in which it went on.
    func separate(_ record: TicketRecord, from survivor: Int64, by principal: Principal) throws {
        var hosts = [try self.record(try ticket(id: survivor))]
        while let next = hosts[hosts.count - 1].ticket.mergedInto { hosts.append(try self.record(try ticket(id: next))) }
        hosts.forEach { $0.settle() }
        let leaving = [record] + (try records(goingOnIn: record.ticket)), gone = Set(leaving.map(\.ticket.id))
        let staying = hosts + (try records(goingOnIn: hosts[hosts.count - 1].ticket)).filter { !gone.contains($0.ticket.id) }
        for (records, side) in [(leaving, leaving), (hosts, staying)] {
            let belong = try Set(side.flatMap { [$0.ticket.requester] + (try $0.ticket.participants(byMerging: false, self)) })
            for record in records {
                for person in try record.ticket.participants(byMerging: true, self) where !belong.contains(person) {
                    record.take(person, into: false, by: principal, isTold: false, isByMerging: true)
                }
            }
        }
        for record in leaving.dropFirst() + hosts { try save(record) }
    }

    /// Somebody else's request is a colleague's only by the house's word: a contract names him, or it entered him itself. Anybody can
    /// type an RFC, and set a password.
    fileprivate func requireColleagues(_ merged: Ticket, _ survivor: Ticket) throws {
        guard merged.requester != survivor.requester, let customer = merged.customer, customer == survivor.customer else { return }
        for ticket in [merged, survivor] {
            let known: Int64? = try sql.value("""
                SELECT 1 FROM person
                WHERE person.id = \(ticket.requester) AND person.registered_at IS NOT NULL AND (person.customer_id = \(customer) OR EXISTS (
                    SELECT 1 FROM entry
                    WHERE entry.company_id = \(ticket.company) AND entry.ticket_id = 0 AND entry.kind = \(Entry.Kind.personEntered)
                      AND entry.for_person_id = person.id))
                """)
            guard known == nil else { continue }
            throw DeskError.conflict(
                "A quien envió \(ticket.folio) no lo registramos nosotros: su RFC sólo está escrito, y vería lo que es de otra persona.",
                "Whoever sent \(ticket.folio) was not registered by us: the RFC was only typed, and he would see what is somebody else's.")
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

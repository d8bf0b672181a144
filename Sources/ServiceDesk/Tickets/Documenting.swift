import Storage
import SupportPolicy

/// Documents of the company's own that an order takes, such as the "Solicitud general de desarrollo" (GE-56).
extension Desk {
    /// Puts one on record: its client attaches it; the staff attaches it, or vouches in words that it is there.
    ///
    /// - Parameters:
    ///   - id: of the policy's document.
    ///   - text: how the staff knows; or what there is to say of it.
    /// - Throws: `.invalid` for a document that a request of this kind does not take, and without a file of a client's.
    @discardableResult
    package func document(_ id: String, on folio: String, saying text: String = "", files: [StoredFile] = [], as principal: Principal) async throws -> TicketRow {
        let text = try Words.optional(text, field: "text")
        guard !files.isEmpty || principal.role.isStaff && text != nil else {
            throw principal.role.isStaff
                ? DeskError.invalid("text", "Adjúntelo, o diga cómo consta.", "Attach it, or say how it is known.") : .invalid("files", "Adjúntelo.", "Attach it.")
        }
        return try await change(folio, as: principal) { record, _ in
            try record.requireOpen()
            let taken = record.policy.documents(beforeOrdering: record.ticket.facts)
            guard let rule = taken.first(where: { $0.id == id }) else {
                throw DeskError.invalid("document", "Una solicitud como ésta no lleva ese documento.", "A request of this kind does not take that document.")
            }
            record.append(
                .documented, by: principal, cites: rule.clause, facts: ["document": id, "side": principal.role.isStaff ? "agent" : "client"],
                contents: (text.map { [Content(text: $0)] } ?? []) + files.map(Content.init(file:)))
        }
    }
}

extension DeskTransaction {
    /// Ids of the documents that are on record for a ticket, or seem to be among what its client sent.
    func documents(on ticket: Int64) throws -> Set<String> {
        let rows = try sql.fetch("SELECT \(Entry.columns) FROM entry WHERE entry.ticket_id = \(ticket) ORDER BY entry.number")
        return try rows.map { try Entry(factsOf: $0) }.documents
    }
}

extension DeskTransaction {
    /// What is still needed before a quote that waits for its client can be accepted (GE-56).
    package func documentsMissing(for quote: Quote) throws -> [Commitment] {
        guard quote.state == .sent || quote.state == .draft else { return [] }
        let needed = try policy(quote.policyID).documents(beforeOrdering: try ticket(id: quote.ticket).ticket.facts)
        guard !needed.isEmpty else { return [] }
        let held = try documents(on: quote.ticket)
        return needed.filter { !held.contains($0.id) }
    }
}

extension Sequence<Entry> {
    fileprivate var documents: Set<String> { formsAssumed.union(filter { $0.kind == .documented }.compactMap { $0.body.facts["document"] }) }
}

extension [TimelineItem] {
    /// Ids of the documents that are on record in it, or seem to be among what its client sent.
    package var documents: Set<String> { map(\.entry).documents }
}

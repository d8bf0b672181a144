import Storage
import SupportPolicy

/// The company's own documents among what a client sends (FI-11). A file is taken for one until somebody who has looked says that
/// it is not; the entries tell both, so that no row has to.
extension Desk {
    /// Says that what was taken for one of the company's documents is none, and asks the client for it.
    ///
    /// - Parameter id: of the policy's rule.
    /// - Throws: `.conflict` where nothing is taken for it.
    @discardableResult
    package func rejectForm(_ id: String, of folio: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        return try await change(folio, as: principal) { record, tx in
            let entries = try tx.entries(of: record.ticket.id, company: record.ticket.company, for: principal.role)
            guard let form = record.policy.formalities(of: record.ticket.facts).first(where: { $0.id == id }), entries.formsAssumed.contains(id) else {
                throw DeskError.conflict("Ningún archivo se tomó por ese documento.", "No file is taken for that document.")
            }
            try record.ask(for: form, by: principal)
        }
    }
}

extension TicketRecord {
    /// The documents that seem to be among files, as an entry tells it; `nil`: none.
    func formsSeen(in contents: [Content], for facts: TicketFacts) -> String? {
        let files = contents.filter { $0.kind == .file }.map { ($0.name ?? "", $0.mediaType) }
        let seen = files.isEmpty ? [] : policy.formsSeen(among: files, for: facts).map(\.id)
        return seen.isEmpty ? nil : seen.joined(separator: " ")
    }

    fileprivate func ask(for form: Commitment, by principal: Principal) throws {
        let language = parties.requester.language ?? policy.language, details = policy.details(of: form, in: language).joined(separator: " ")
        let text = Said(
            es: "Lo que nos envió no es el documento «\(form.label)». Envíenoslo, por favor. \(details)\n\(form.clause.section): \(form.clause.text)",
            en: "What you sent us is not the document “\(form.label)”. Please send it. \(details)\n\(form.clause.section): \(form.clause.text)")
        try ask(because: .information, by: principal, cites: form.clause, facts: ["not_forms": form.id], contents: [Content(text: text(in: language))])
    }
}

extension Entry.Body {
    /// The documents that are taken to be among what came with it.
    var formsSeen: [String] { facts["forms"]?.split(separator: " ").map(String.init) ?? [] }
}

extension Sequence<Entry> {
    /// The documents that are taken to be there after all of these.
    package var formsAssumed: Set<String> {
        reduce(into: []) { assumed, entry in
            assumed.formUnion(entry.body.formsSeen)
            if let id = entry.body.facts["not_forms"] { assumed.remove(id) }
        }
    }
}

extension DeskTransaction {
    /// What its client, or one who takes part, sent on a ticket, as files of no entry in particular.
    func filesOfClient(on ticket: Ticket) throws -> [(name: String, mediaType: String)] {
        try sql.fetch("""
            SELECT content.name, content.media_type FROM content JOIN entry ON entry.id = content.entry_id
            WHERE content.company_id = \(ticket.company) AND content.ticket_id = \(ticket.id) AND content.kind = 'file' AND content.is_internal = 0
              AND content.blob IS NOT NULL AND (
                entry.kind = \(Entry.Kind.opened) OR entry.for_person_id = \(ticket.requester) OR entry.person_id = \(ticket.requester)
                OR entry.person_id IN (SELECT person_id FROM participant WHERE participant.ticket_id = \(ticket.id)))
            ORDER BY content.id LIMIT 200
            """).map { (try $0[0] as String? ?? "", try $0[1]) }
    }
}

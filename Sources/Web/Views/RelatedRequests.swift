import BusinessTime
import Mail
import ServiceDesk
import SupportPolicy

/// The requests around one: that in which it goes on, those that go on in it, and the others that are open of whoever sent it.
struct RelatedRequests: Sendable {
    var goesOnIn: String?
    var merged: [MergedRequest] = []
    var others: [AlikeRequest] = []
    /// Who takes part, and who was in copy.
    var participants: [Person] = []
    var copied: [Address] = []

    /// - Parameter place: where they are let in and out, by whoever may.
    func around(_ place: Link?, for role: Role) -> PeopleAround {
        PeopleAround(
            participants: participants.map { PeopleAround.Line(name: $0.name(for: role), email: $0.email) },
            copied: copied.map { PeopleAround.Line(name: $0.name ?? "", email: $0.email) }, place: place)
    }

    /// - Parameter place: of a request by its folio.
    func mergedLines(_ policy: Policy, _ slug: String, now: Instant, _ language: Language, _ place: (String) -> Link) -> [MergedLine] {
        merged.map { request in
            let folio = request.ticket.folio
            let lines = TimelineView(policy: policy, slug: slug, files: place(folio) / "files", now: now, language: language)
            return MergedLine(
                folio: folio, subject: request.ticket.subject(Wording(language, policy.zone)), link: place(folio),
                entries: request.timeline.filter { !$0.texts.isEmpty || !$0.files.isEmpty || $0.erasedAt != nil }.map(lines.line))
        }
    }
}

extension TicketView {
    func show(_ related: RelatedRequests, on page: inout TicketPage) {
        page.goesOnIn = related.goesOnIn.map { ($0, .ticket(slug, $0)) }
        page.merged = related.mergedLines(policy, slug, now: now, language) { .ticket(slug, $0) }
        page.alike = related.others.prefix(5).map(line)
        page.around = related.around(row.ticket.isClosed && related.participants.isEmpty ? nil : .ticket(slug, row.ticket.folio) / "participants", for: .agent)
        page.oneProblem = policy.oneProblem.map { ClauseCite($0.clause, in: slug) }
    }

    private func line(_ other: AlikeRequest) -> AlikeLine {
        let (later, earlier) = other.ticket.isEarlier(than: row.ticket) ? (row.ticket.folio, other.ticket.folio) : (other.ticket.folio, row.ticket.folio)
        let words = Wording(language, policy.zone)
        return AlikeLine(
            folio: other.ticket.folio, subject: other.ticket.subject(words), opened: words.near(other.ticket.openedAt, now: now),
            likeness: other.isAlike ? Said(es: "dice casi lo mismo", en: "says nearly the same")(in: language) : "",
            link: .ticket(slug, other.ticket.folio), merging: .ticket(slug, later) / "merging", into: earlier,
            act: Said(es: "Juntar \(later) con \(earlier)", en: "Merge \(later) into \(earlier)")(in: language))
    }
}

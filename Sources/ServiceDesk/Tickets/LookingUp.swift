import Storage
import SupportPolicy

extension Desk {
    /// Sends a one-time link to see a ticket, if folio and e-mail belong together. The caller learns nothing either way (FI-26).
    package func lookUp(_ folio: String, email: String, in slug: String) async throws {
        try await write { tx in
            let company = try tx.company(slug)
            guard let person = try tx.person(email: email, in: company.id), person.role == .client else { return }
            let owner = person.principal
            guard let ticket = try? tx.ticket(folio.uppercased(), visibleTo: owner).ticket else { return }
            let token = try tx.makeLink(.ticket, person: person.id, ticket: ticket.id, company: company.id, lasting: Self.ticketLinkLength)
            let policy = try tx.policy(company.policyID)
            let url = "\(self.settings.publicURL)/\(slug)/look/\(token)"
            let text = Said(
                es: "Para ver su solicitud \(ticket.folio), abra esta liga. Funciona una vez, durante una hora:\n\n\(url)\n\nSi usted no la pidió, ignore este correo.\n\n\(policy.company.name)",
                en: "To see your request \(ticket.folio), open this link. It works once, for one hour:\n\n\(url)\n\nIf you did not ask for it, ignore this mail.\n\n\(policy.company.name)")
            let subject = Said(es: "Su solicitud \(ticket.folio)", en: "Your request \(ticket.folio)")
            let own = try tx.ownWords(.requestLink, person.language, of: company.id) { name in
                switch name {
                case .link: url
                case .folio: ticket.folio
                case .company: policy.company.name
                default: ""
                }
            }
            try tx.sendMail(
                own?.subject(ticket.folio) ?? subject(in: person.language), own?.text ?? text(in: person.language), to: person.email, about: ticket, company: company.id, under: policy,
                language: person.language)
        }
    }
}

/// Who works at this desk, in which role and on which level.
struct PeoplePage: Page {
    struct Line: Sendable {
        let name, email: String
        let role: String
        var level = ""
        /// "Invitación enviada el lun 2 mar", "Activa"
        let standing: String
    }

    let frame: PageFrame
    let lines: [Line]
    /// Whether the reader may say what the company looks like.
    var mayDress = false
    /// `name`, `email`, `role`, `level`; empty when the reader may not invite.
    var invitation: [FormField] = []

    var title: String { say(.people) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <div class="heading"><h1>\(say(.people))</h1>
        \(mayDress ? "<a class=\"button\" href=\"\(Link(frame.company.slug, "desk", "company"))\">\(say(.companyLooks))</a>" as HTML : nil)</div>
        \(lines.isEmpty ? "<div class=\"empty\"><p>\(say(.nobodyYet))</p><p>\(say(.nobodyYetHint))</p></div>" : table)
        \(invitation.isEmpty ? nil : inviteForm)
        """
    }

    private var table: HTML {
        """
        <table class="cards">
        <thead><tr><th scope="col">\(say(.name))</th><th scope="col">\(say(.role))</th><th scope="col">\(say(.level))</th>\
        <th scope="col">\(say(.state))</th></tr></thead>
        <tbody>
        \(lines.map { line in """
            <tr><th scope="row">\(line.name)<span>\(line.email)</span></th><td>\(line.role)</td><td>\(line.level)</td><td>\(line.standing)</td></tr>

            """ as HTML })</tbody></table>
        """
    }

    private var inviteForm: HTML {
        """
        <section class="narrow" aria-labelledby="invite"><h2 id="invite">\(say(.invite))</h2>
        <p>\(say(.inviteExplained))</p>
        \(SmallForm(action: .people(frame.company.slug), fields: invitation, submit: say(.sendInvitation)).html(frame))</section>
        """
    }
}

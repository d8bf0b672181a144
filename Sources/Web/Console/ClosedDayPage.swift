/// Saying that the company is closed on a day on which its policy has it open: first what that moves, then the act.
struct ClosedDayPage: Page {
    /// One thing that moves.
    struct Move: Sendable {
        let folio: String
        let link: Link
        let subject: String
        /// "Primera respuesta"
        let what: String
        let old, new: String
    }

    /// What the act would do.
    struct Preview: Sendable {
        /// "Se mueven 12 solicitudes; se muestran 10."
        let count: String
        let moves: [Move]
        /// `date` and `reason`, carried along.
        let fields: [FormField]
    }

    let frame: PageFrame
    /// `date` and `reason`.
    let fields: [FormField]
    var preview: Preview?

    var title: String { say(.closedAfterAll) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <p><a href="\(Link.policy(frame.company.slug))">← \(say(.policy))</a></p>
        <h1>\(say(.closedAfterAll))</h1>
        <p>\(say(.closedAfterAllExplained))</p>
        <div class="narrow">\(fields.summary(in: say))<form method="get" action="\(Link.closedDay(frame.company.slug))">
        \(fields.html(in: say))
        <p><button\(" class=\"primary\"", when: preview == nil)>\(say(.seeWhatMoves))</button></p></form></div>
        \(preview.map(html))
        """
    }

    private func html(_ preview: Preview) -> HTML {
        """
        <section aria-labelledby="s-moves"><h2 id="s-moves">\(say(.whatMoves))</h2>
        <p>\(preview.count)</p>
        \(preview.moves.isEmpty ? nil : table(preview.moves))
        <form method="post" action="\(Link.closedDay(frame.company.slug))">
        \(frame.csrf)
        \(preview.fields.html(in: say))<p><button class="primary">\(say(.recordClosedDay))</button></p></form></section>
        """
    }

    private func table(_ moves: [Move]) -> HTML {
        """
        <div class="scroll" tabindex="0" role="group" aria-labelledby="s-moves"><table class="cards changes">
        <thead><tr><th scope="col">\(say(.request))</th><th scope="col">\(say(.promise))</th><th scope="col">\(say(.before))</th><th scope="col">\(say(.now))</th></tr></thead>
        <tbody>
        \(moves.map { move in """
            <tr><th scope="row"><a href="\(move.link)">\(move.folio)</a><span>\(move.subject)</span></th><td>\(move.what)</td><td>\(move.old)</td><td>\(move.new)</td></tr>

            """ as HTML })</tbody></table></div>
        """
    }
}

/// A version that was proposed: what the review says of it, what it changes, what it would have done, and the act that puts
/// it in force.
struct ProposalPage: Page {
    let frame: PageFrame
    /// "Versión 2026-12-01"
    let name: String
    /// "Propuesta por Ada Ruiz el lun 2 mar, 10:04"
    let standing: String
    let remarks: [PolicyRemark]
    let changes: [PolicyChange]
    let address: Link
    /// `from` and `to`.
    let window: [FormField]
    /// When it would be in force, and who decides.
    let activation: String
    var mayActivate = false
    var mayWithdraw = false

    var title: String { name }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <p><a href="\(Link.proposals(frame.company.slug))">← \(say(.proposals))</a></p>
        <h1>\(name)</h1>
        <p class="lead">\(standing)</p>
        \(changes.html(say(.itWouldChange), in: say) ?? "<p>\(say(.nothingWouldChange))</p>\n")\(remarks.html(in: say))
        <section class="calculator" aria-labelledby="s-simulation"><h2 id="s-simulation">\(say(.whatIf))</h2>
        <p>\(say(.whatIfExplained))</p>
        \(window.summary(in: say))<form method="get" action="\(address / "simulation")">
        \(window.html(in: say))
        <button>\(say(.simulate))</button></form></section>
        <section aria-labelledby="s-activation"><h2 id="s-activation">\(say(.activation))</h2>
        <p>\(activation)</p>
        \(mayActivate ? act("activation", say(.activate), isPrimary: true) : nil)\(mayWithdraw ? act("withdrawal", say(.withdraw)) : nil)</section>
        """
    }

    private func act(_ place: String, _ label: String, isPrimary: Bool = false) -> HTML {
        """
        <form method="post" action="\(address / place)">\(frame.csrf)<p><button\(" class=\"primary\"", when: isPrimary)>\(label)</button></p></form>

        """
    }
}

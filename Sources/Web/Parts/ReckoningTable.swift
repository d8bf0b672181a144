import SupportPolicy

/// How a deadline was computed, line by line, so that anybody can check it with a calendar.
struct ReckoningTable: Sendable {
    /// One stretch of the calendar.
    struct Line: Sendable {
        /// "jue 5 mar, 17:00–19:00".
        let span: String
        /// What it added: "2 h".
        let counted: String
        /// What had been counted after it: "6 h 30 min".
        let total: String
        /// Why it counted or did not: "en espera del cliente", "día festivo".
        var note = ""
        /// A stretch that did not count is shown, but lighter.
        var counts = true
    }

    /// "24 horas hábiles desde lun 2 mar, 9:12, en el horario del correo".
    let intro: String
    let lines: [Line]
    /// "Vence jue 5 mar, 13:12".
    let result: String
}

extension ReckoningTable {
    func disclosure(in say: Language) -> HTML {
        """
        <details class="reckoning"><summary>\(say(.howItIsReckoned))</summary>
        <div class="scroll" tabindex="0" role="group" aria-label="\(say(.reckoningOf(intro)))"><table>
        <caption>\(intro)</caption>
        <thead><tr><th scope="col">\(say(.stretch))</th><th scope="col" class="number">\(say(.counts))</th>\
        <th scope="col" class="number">\(say(.soFar))</th><th scope="col">\(say(.remark))</th></tr></thead>
        <tbody>
        \(lines.map { line in """
            <tr\(" class=\"idle\"", when: !line.counts)><td>\(line.span)</td><td class="number">\(line.counted)</td>\
            <td class="number">\(line.total)</td><td>\(line.note)</td></tr>

            """ as HTML })</tbody>
        <tfoot><tr><td colspan="4">\(result)</td></tr></tfoot>
        </table></div></details>
        """
    }
}

import BusinessTime
import PDF
import SupportPolicy

/// What came into a contract's account and went out of it in a period, unit by unit, each movement with its clause.
package struct AccountStatement: Paper, Hashable {
    package static let kind = PaperKind.statement

    /// One change of a balance.
    package struct Movement: Sendable, Hashable {
        package var at: Instant
        package var what: String
        package var folio: String?
        /// "Cobro 2 (GE-64)"
        package var clause: String?
        /// More than nothing comes in, less goes out.
        package var amount: Int
        package var balance: Int

        package init(at: Instant, what: String, folio: String? = nil, clause: String? = nil, amount: Int, balance: Int) {
            (self.at, self.what, self.folio, self.clause) = (at, what, folio, clause)
            (self.amount, self.balance) = (amount, balance)
        }
    }

    /// What is kept in one unit.
    package struct Account: Sendable, Hashable {
        package var unit: PaperUnit
        package var opening: Int
        package var movements: [Movement]
        package var closing: Int

        package init(unit: PaperUnit, opening: Int, movements: [Movement], closing: Int) {
            (self.unit, self.opening, self.movements, self.closing) = (unit, opening, movements, closing)
        }
    }

    package var issue: PaperIssue
    /// Of the contract.
    package var number: String
    package var holder: String
    /// Both days belong to the period.
    package var from, through: CalendarDate
    package var accounts: [Account]
    package var notes: [String]

    package init(
        issue: PaperIssue, number: String, holder: String, from: CalendarDate, through: CalendarDate, accounts: [Account], notes: [String] = []
    ) {
        (self.issue, self.number, self.holder, self.from, self.through) = (issue, number, holder, from, through)
        (self.accounts, self.notes) = (accounts, notes)
    }

    package var title: String { holder }

    package var blocks: [Block] {
        let facts = fact("Póliza", "Contract", number)
            + fact("Periodo", "Period", say("Del \(fullDay(from)) al \(fullDay(through))", "From \(fullDay(from)) through \(fullDay(through))"))
        return [.facts(facts)] + (accounts.count > 1 ? [.table(summary)] : [])
            + accounts.flatMap { [.heading(capitalised($0.unit.name)), .table(table(of: $0))] } + notes.map(Block.note)
    }

    private var summary: Table {
        Table(
            columns: [Table.Column(say("Cuenta", "Account"))] + [say("Saldo inicial", "Opening"), say("Abonos", "In"), say("Cargos", "Out"), say("Saldo final", "Closing")]
                .map { .number($0) },
            rows: accounts.map { account in
                let changes = account.movements.map(\.amount)
                let ins = changes.filter { $0 > 0 }.reduce(0, +), outs = changes.filter { $0 < 0 }.reduce(0, +)
                return Table.Row([Table.Cell(capitalised(account.unit.name))] + [account.opening, ins, outs, account.closing].map { Table.Cell(account.unit.figure($0)) })
            })
    }

    private func table(of account: Account) -> Table {
        let unit = account.unit
        let opening = Table.Row([
            Table.Cell(day(from)), Table.Cell(say("Saldo inicial", "Opening balance")), "", "", Table.Cell(unit.figure(account.opening))])
        let closing = Table.Row([
            Table.Cell(day(through)), Table.Cell(say("Saldo final", "Closing balance")), "", "", Table.Cell(unit.figure(account.closing))], isTotal: true)
        return Table(
            columns: [
                Table.Column(say("Fecha", "Date"), width: .fitting), Table.Column(say("Concepto", "What")),
                Table.Column(say("Folio", "Folio"), width: .fitting), .number(say("Movimiento", "Change")), .number(say("Saldo", "Balance")),
            ],
            rows: [opening] + account.movements.map { movement in
                Table.Row([
                    Table.Cell(day(movement.at)), Table.Cell(movement.what, detail: movement.clause ?? ""), Table.Cell(movement.folio ?? ""),
                    Table.Cell(unit.figure(movement.amount, signed: true)), Table.Cell(unit.figure(movement.balance)),
                ])
            } + [closing])
    }

    private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

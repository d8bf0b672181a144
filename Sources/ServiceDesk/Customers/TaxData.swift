import Storage
import SupportPolicy

/// To whom a customer's invoices are made out, as the tax register has him: the receiver (`Receptor`) of CFDI 4.0. The desk
/// invoices nothing; an invoicing system takes this with what was sold.
package struct TaxData: Hashable, Sendable {
    /// What the receiver does with it (`UsoCFDI`).
    package enum Use: String, CaseIterable, Sendable {
        /// Gastos en general
        case expenses = "G03"
        /// Sin efectos fiscales
        case noTaxEffect = "S01"
    }

    /// As registered, without the kind of company ("S.A. de C.V.").
    package let name: String
    /// Never that of the general public.
    package let rfc: RFC
    /// Five digits.
    package let postalCode: String
    package let regime: TaxRegime
    package let use: Use

    static let columns: SQL = "customer.tax_name, customer.tax_rfc, customer.tax_postal_code, customer.tax_regime, customer.tax_use"

    /// - Parameter first: where its columns begin in the row.
    /// - Returns: `nil` where nothing is known.
    init?(_ row: Row, from first: Int) throws {
        guard let name: String = try row[first], let rfc = (try row[first + 1] as String?).flatMap({ RFC($0) }), let postalCode: String = try row[first + 2],
              let regime = (try row[first + 3] as String?).flatMap(TaxRegime.init), let use = (try row[first + 4] as String?).flatMap(Use.init)
        else { return nil }
        (self.name, self.rfc, self.postalCode, self.regime, self.use) = (name, rfc, postalCode, regime, use)
    }

    fileprivate init(name: String, rfc: RFC, postalCode: String, regime: TaxRegime, use: Use) {
        (self.name, self.rfc, self.postalCode, self.regime, self.use) = (name, rfc, postalCode, regime, use)
    }
}

/// The same as somebody writes it down.
package struct NewTaxData: Sendable {
    package var name = ""
    /// `nil`: that of his invoices so far, else the one he is known by.
    package var rfc: String?
    package var postalCode = ""
    /// Key of a regime.
    package var regime = ""
    /// `nil`: an expense, where the regime allows one.
    package var use: String?

    package init() {}
}

extension Desk {
    /// Writes down to whom the customer of a contract has his invoices made out. He may do so himself: the number of his invoices
    /// is nobody's key to anything, and by the one that he is known by the house still knows him.
    ///
    /// - Throws: `.invalid` with every field that cannot stay; `.forbidden` for agents.
    @discardableResult
    package func setTaxData(_ new: NewTaxData, ofContract number: String, as principal: Principal) async throws -> ContractRow {
        guard !principal.role.isStaff || principal.mayManageContracts else { throw DeskError.forbidden }
        return try await change(contract: number, as: principal) { record, tx in
            let customer = record.contract.customer
            let known: String? = try tx.sql.value("SELECT COALESCE(tax_rfc, rfc) FROM customer WHERE id = \(customer)")
            let data = try Self.checked(new, known: known.flatMap { RFC($0) })
            try tx.sql.execute("""
                UPDATE customer SET tax_name = \(data.name), tax_rfc = \(data.rfc.text), tax_postal_code = \(data.postalCode),
                    tax_regime = \(data.regime.key), tax_use = \(data.use.rawValue)
                WHERE id = \(customer)
                """)
            // What was written is the customer's, not the contract's; who wrote it, and when, is kept.
            record.append(.taxDataChanged, by: principal, [])
        }
    }

    private static func checked(_ new: NewTaxData, known: RFC?) throws -> TaxData {
        var problems: [FieldProblem] = []
        func note(_ field: String, _ es: String, _ en: String) { problems.append(FieldProblem(field, Said(es: es, en: en))) }
        let name = Words.clean(new.name, keepingLines: false)
        if name.isEmpty || name.count > 254 { note("name", "Escriba el nombre como está en su constancia fiscal.", "Write the name as the tax register has it.") }
        let rfc = new.rfc.map { RFC($0) } ?? known
        if rfc == nil { note("rfc", "El RFC no tiene la forma correcta: 12 o 13 caracteres, como EKU9003173C9.", "The RFC has the wrong form: 12 or 13 characters, such as EKU9003173C9.") }
        if rfc?.isGeneric == true { note("rfc", "Es el RFC del público en general: no se factura a nombre de nadie.", "It is the number of the general public: nobody's invoice.") }
        if !PostalCode.isValid(new.postalCode) { note("postal_code", PostalCode.wanted.es, PostalCode.wanted.en) }
        let regime = TaxRegime(new.regime), use = new.use.map(TaxData.Use.init) ?? (regime?.mayDeduct == true ? .expenses : .noTaxEffect)
        if regime == nil { note("regime", "Elija el régimen de su constancia fiscal.", "Choose the regime that the tax register has.") }
        if let regime, let rfc, !regime.mayBe(of: rfc) {
            note("regime", rfc.isOfCompany ? "Ese régimen es de personas físicas, y el RFC de una empresa." : "Ese régimen es de empresas, y el RFC de una persona.",
                 rfc.isOfCompany ? "That regime is for persons, and the RFC a company's." : "That regime is for companies, and the RFC a person's.")
        }
        if use == nil { note("use", "Es G03 o S01.", "One of: G03, S01.") }
        if use == .expenses, let regime, !regime.mayDeduct {
            note("use", "Con ese régimen el uso es sin efectos fiscales (S01).", "Under that regime the use has no tax effect (S01).")
        }
        guard problems.isEmpty, let regime, let use, let rfc else { throw DeskError.invalid(problems) }
        return TaxData(name: name, rfc: rfc, postalCode: new.postalCode, regime: regime, use: use)
    }

    /// Says where the company issues its invoices (`LugarExpedicion`).
    ///
    /// - Parameter code: five digits; empty: not known any more.
    package func setPostalCode(_ code: String, as principal: Principal) async throws {
        try principal.require(.admin, .operations)
        guard code.isEmpty || PostalCode.isValid(code) else { throw DeskError.invalid("postal_code", PostalCode.wanted.es, PostalCode.wanted.en) }
        try await write { tx in
            try tx.sql.execute("UPDATE company SET postal_code = \(code.isEmpty ? nil : code) WHERE id = \(principal.company)")
            try tx.appendToCompany(principal.company, .postalCodeChanged, by: principal, facts: ["code": code])
        }
        access.forgetAll()
    }
}

/// A Mexican postal code.
enum PostalCode {
    static let wanted = Said(es: "Son cinco dígitos, como 72000.", en: "Five digits, such as 72000.")

    static func isValid(_ text: String) -> Bool { text.utf8.count == 5 && text.utf8.allSatisfy { (48...57).contains($0) } }
}

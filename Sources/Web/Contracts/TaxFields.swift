import ServiceDesk
import SupportPolicy

/// What an invoice needs of whom it is made out to, as forms ask it and pages show it.
struct TaxFields {
    let row: ContractRow
    let language: Language
    var form = FormBody()
    var problems: [FieldProblem] = []

    /// Behind its name on the contract's page, for its client and for whoever sells.
    ///
    /// - Parameter place: of the form that was just refused.
    func act(open place: String) -> ContractPage.Act {
        ContractPage.Act(place: "tax", name: say("Datos para facturar", "What invoices need"), fields: fields, isOpen: place == "tax")
    }

    private var fields: [FormField] {
        let tax = row.taxData
        let none = Choice(value: "", label: say("Elija…", "Choose…"))
        let regimes = TaxRegime.all.map { Choice(value: $0.key, label: "\($0.key) \($0.label)") }
        return [
            field("name", say("Nombre, como en la constancia fiscal", "Name, as the tax register has it"), .text, tax?.name, hint: say("Sin «S.A. de C.V.»", "Without “S.A. de C.V.”")),
            field("rfc", "RFC", .rfc, tax?.rfc.text ?? row.customerRFC),
            field("postal_code", say("Código postal del domicilio fiscal", "Postal code of the tax address"), .number, tax?.postalCode),
            field("regime", say("Régimen fiscal", "Tax regime"), .select([none] + regimes), tax?.regime.key),
            field("use", say("Uso de la factura", "Use of the invoice"), .select([
                Choice(value: "G03", label: say("G03 Gastos en general", "G03 Expenses in general")), Choice(value: "S01", label: say("S01 Sin efectos fiscales", "S01 Without tax effect")),
            ]), tax?.use.rawValue),
        ]
    }

    /// "AB INGENIERIA, ABI010101AB1, C.P. 72000, 601 General de Ley Personas Morales, G03"
    var fact: ContractPage.Fact? {
        row.taxData.map { tax in
            ContractPage.Fact(name: say("Se factura a", "Invoiced to"), value: tax.name, more: [tax.rfc.text, "C.P. \(tax.postalCode)", "\(tax.regime.key) \(tax.regime.label)", tax.use.rawValue])
        }
    }

    private func field(_ name: String, _ label: String, _ kind: FormField.Kind, _ known: String?, hint: String? = nil) -> FormField {
        FormField(
            name: name, label: label, kind: kind, isRequired: true, value: form.has(name) ? form[name] : known ?? "", hint: hint,
            problem: problems.first { $0.field == name }?.message(in: language), autocomplete: "off")
    }

    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
}

extension FormBody {
    /// Of the form of `TaxFields`.
    var taxData: NewTaxData {
        var data = NewTaxData()
        (data.name, data.rfc, data.postalCode) = (self["name"], value("rfc"), self["postal_code"].filter { !$0.isWhitespace })
        (data.regime, data.use) = (self["regime"], value("use"))
        return data
    }

    /// How something was paid; `nil`: it will be.
    func payment(_ name: String) throws -> PaymentForm? {
        try value(name).map { key in
            guard let form = PaymentForm(rawValue: key) else { throw DeskError.invalid(name, "Elija cómo se pagó.", "Choose how it was paid.") }
            return form
        }
    }
}

extension PaymentForm {
    func said(in language: Language) -> String {
        let said = switch self {
        case .cash: Said(es: "Efectivo", en: "Cash")
        case .check: Said(es: "Cheque", en: "Check")
        case .transfer: Said(es: "Transferencia", en: "Bank transfer")
        case .creditCard: Said(es: "Tarjeta de crédito", en: "Credit card")
        case .debitCard: Said(es: "Tarjeta de débito", en: "Debit card")
        }
        return said(in: language)
    }
}

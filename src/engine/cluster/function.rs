//! The aggregate function that runs on the cluster: it feeds rows to a [`Contribution`] and merges the bytes of others.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{DataFusionError, Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Expr, Signature, Volatility, lit};
use datafusion::physical_expr::expressions::Literal;

use crate::analysis::{Contribution, ContributionError, Question};
use crate::report::Language;

/// The name by which scheduler, executors and client know the function.
pub(super) const NAME: &str = "audience_fit_contribution";

/// The function.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ContributionFunction {
    signature: Signature,
}

/// The function as it is registered.
pub(super) fn contribution() -> AggregateUDF {
    AggregateUDF::from(ContributionFunction { signature: Signature::variadic_any(Volatility::Immutable) })
}

/// A question as an argument: of a dictionary, for a plain literal would be copied for each row.
pub(super) fn argument(question: Vec<u8>) -> Expr {
    lit(ScalarValue::Dictionary(Box::new(DataType::Int32), Box::new(ScalarValue::LargeBinary(Some(question)))))
}

impl AggregateUDFImpl for ContributionFunction {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::LargeBinary)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let first = args.exprs.first().map(|first| &**first as &dyn Any);
        let literal = first.and_then(|first| first.downcast_ref::<Literal>()).map(Literal::value);
        let Some(ScalarValue::Dictionary(_, value)) = literal else { return Err(no_question()) };
        let ScalarValue::LargeBinary(Some(bytes)) = &**value else { return Err(no_question()) };
        let question = Question::from_bytes(bytes).map_err(failed)?;
        let contribution = Contribution::none(&question).map_err(failed)?;
        Ok(Box::new(Contributing { question, contribution }))
    }

    fn state_fields(&self, _: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(vec![Arc::new(Field::new("contribution", DataType::LargeBinary, true))])
    }
}

fn no_question() -> DataFusionError {
    DataFusionError::Plan(format!("the first argument of {NAME} is a question, as audience-fit writes it"))
}

fn failed(error: ContributionError) -> DataFusionError {
    let reading = if let ContributionError::Read(error) = &error { Some(error.message()) } else { None };
    DataFusionError::Execution(reading.map_or_else(|| error.to_string(), |why| why.in_language(Language::English)))
}

/// What the rows of one task contribute.
struct Contributing {
    question: Question,
    contribution: Contribution,
}

impl fmt::Debug for Contributing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contributing")
    }
}

impl Contributing {
    fn bytes(&mut self) -> Result<ScalarValue> {
        let none = Contribution::none(&self.question).map_err(failed)?;
        let bytes = std::mem::replace(&mut self.contribution, none).into_bytes().map_err(failed)?;
        Ok(ScalarValue::LargeBinary(Some(bytes)))
    }
}

impl Accumulator for Contributing {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let schema = self.question.head.schema();
        let columns = schema.fields().iter().zip(values.iter().skip(1));
        let columns = columns.map(|(field, values)| match values.data_type() == field.data_type() {
            true => Ok(Arc::clone(values)),
            false => cast(values, field.data_type()),
        });
        let rows = RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)?;
        self.contribution.add(&rows).map_err(failed)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let states = states[0].as_binary::<i64>();
        states.iter().flatten().try_for_each(|state| self.contribution.merge_bytes(state).map_err(failed))
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.bytes()?])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.bytes()
    }

    fn size(&self) -> usize {
        /// Kept rows are at most twice the samples, each of some hundred bytes.
        const KEPT: usize = 64 << 20;
        size_of_val(self) + KEPT
    }
}
